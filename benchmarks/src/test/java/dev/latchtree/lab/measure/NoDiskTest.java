package dev.latchtree.lab.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoDiskTest {

  private final NoDisk disk = new NoDisk();

  @Test
  void shouldKeepTheStartAndTheSizeOfAFile() throws IOException {
    try (StorageFile file = disk.open("a", OpenMode.CREATE_NEW)) {
      file.writeFully(ByteBuffer.wrap(new byte[] {1, 2, 3}), 8190);
      file.writeFully(ByteBuffer.wrap(new byte[] {7}), 100_000);
      assertEquals(100_001, file.size());
      ByteBuffer read = ByteBuffer.allocate(4);
      file.readFully(read, 8189);
      assertArrayEquals(new byte[] {0, 1, 2, 0}, read.array(), "behind 8 KiB all is dropped");
      assertEquals(-1, file.read(ByteBuffer.allocate(1), 100_001));
      file.truncate(10);
      assertEquals(10, file.size());
    }
  }

  @Test
  void shouldNameFilesAsAStorageDoes() throws IOException {
    disk.open("a", OpenMode.CREATE).close();
    assertThrows(FileAlreadyExistsException.class, () -> disk.open("a", OpenMode.CREATE_NEW));
    assertThrows(NoSuchFileException.class, () -> disk.open("b", OpenMode.READ_WRITE));
    disk.rename("a", "b");
    assertEquals(List.of("b"), disk.list());
    assertThrows(NoSuchFileException.class, () -> disk.rename("a", "c"));
    disk.delete("b");
    assertFalse(disk.exists("b"));
    assertThrows(NoSuchFileException.class, () -> disk.delete("b"));
  }
}
