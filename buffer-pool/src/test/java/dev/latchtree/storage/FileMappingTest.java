package dev.latchtree.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files as memory. */
@Timeout(60)
class FileMappingTest {

  private static final int SIZE = 3 * 4096 + 17;
  private static final byte[] TEXT = "through memory".getBytes(UTF_8);

  @TempDir Path directory;

  @BeforeEach
  void onlyWhereFilesAreMapped() {
    assumeTrue(System.getProperty("os.name").startsWith("Linux"), "files are mapped on Linux only");
  }

  private static StorageFile allocated(Storage storage) throws IOException {
    StorageFile file = storage.open("f", OpenMode.CREATE);
    file.allocate(0, SIZE);
    return file;
  }

  private static FileMapping mapped(StorageFile file) throws IOException {
    return there(file.map(SIZE));
  }

  private static FileMapping there(@Nullable FileMapping mapping) {
    if (mapping == null) {
      throw new AssertionError("not mapped");
    }
    return mapping;
  }

  private static byte[] read(StorageFile file, int position) throws IOException {
    ByteBuffer found = ByteBuffer.allocate(TEXT.length);
    file.readFully(found, position);
    return found.array();
  }

  @Test
  void shouldWriteWhatIsPutThereAndNothingElse() throws IOException {
    try (Storage storage = FileStorage.open(directory);
        StorageFile file = allocated(storage);
        FileMapping mapping = mapped(file)) {
      ByteBuffer source = ByteBuffer.allocateDirect(TEXT.length + 2).put(1, TEXT).position(1);
      source.limit(1 + TEXT.length);
      int last = SIZE - TEXT.length;
      mapping.write(source, last);
      assertFalse(source.hasRemaining());
      mapping.write(ByteBuffer.wrap(TEXT), 4090);
      file.sync();
      assertEquals(SIZE, file.size());
      assertArrayEquals(TEXT, read(file, last));
      assertArrayEquals(TEXT, read(file, 4090));
      assertArrayEquals(new byte[TEXT.length], read(file, last - TEXT.length));
    }
  }

  @Test
  void shouldFollowItsFileWhateverBecomesOfNameAndHandle() throws IOException {
    try (Storage storage = FileStorage.open(directory)) {
      StorageFile file = allocated(storage);
      try (FileMapping mapping = mapped(file)) {
        storage.rename("f", "g");
        file.close();
        mapping.write(ByteBuffer.wrap(TEXT), 5);
        try (StorageFile again = storage.open("g", OpenMode.READ_ONLY)) {
          assertArrayEquals(TEXT, read(again, 5));
        }
        storage.delete("g");
        mapping.write(ByteBuffer.wrap(TEXT), 50);
      }
    }
  }

  @Test
  void shouldNotMindInterrupts() throws IOException {
    try (Storage storage = FileStorage.open(directory);
        StorageFile file = allocated(storage)) {
      Thread.currentThread().interrupt();
      try (FileMapping mapping = mapped(file)) {
        mapping.write(ByteBuffer.wrap(TEXT), 5);
        assertTrue(Thread.interrupted());
      }
      assertArrayEquals(TEXT, read(file, 5));
    }
  }

  @Test
  void shouldRefuseMoreThanTheFileHas() throws IOException {
    try (Storage storage = FileStorage.open(directory);
        StorageFile file = allocated(storage)) {
      IOException refusal = assertThrows(IOException.class, () -> file.map(SIZE + 1));
      assertTrue(String.valueOf(refusal.getMessage()).contains("has " + SIZE + " bytes"));
      assertThrows(IllegalArgumentException.class, () -> file.map(-1));
    }
  }

  @Test
  void shouldRefuseFilesThatMustNotChange() throws IOException {
    try (Storage storage = FileStorage.open(directory)) {
      allocated(storage).close();
      StorageFile file = storage.open("f", OpenMode.READ_ONLY);
      assertThrows(IllegalStateException.class, () -> file.map(SIZE));
      file.close();
      assertThrows(IllegalStateException.class, () -> file.map(SIZE));
    }
  }

  @Test
  void shouldRefuseWhatLiesOutsideAndWhatComesAfterItsEnd() throws IOException {
    try (Storage storage = FileStorage.open(directory);
        StorageFile file = allocated(storage)) {
      FileMapping mapping = mapped(file);
      int tooFar = SIZE - TEXT.length + 1;
      assertThrows(
          IndexOutOfBoundsException.class, () -> mapping.write(ByteBuffer.wrap(TEXT), tooFar));
      mapping.close();
      mapping.close();
      assertThrows(IllegalStateException.class, () -> mapping.write(ByteBuffer.wrap(TEXT), 0));
    }
  }

  @Test
  void shouldMapThroughAStorageThatDelaysSyncs() throws IOException {
    try (Storage storage = new SlowSyncStorage(FileStorage.open(directory), Duration.ZERO);
        StorageFile file = allocated(storage);
        FileMapping mapping = mapped(file)) {
      mapping.write(ByteBuffer.wrap(TEXT), 7);
      assertArrayEquals(TEXT, read(file, 7));
    }
  }

  @Test
  void shouldSayThatADiskInMemoryHasNone() throws IOException {
    try (Storage storage = new SimulatedDisk().storage();
        StorageFile file = allocated(storage)) {
      assertNull(file.map(SIZE));
    }
  }
}
