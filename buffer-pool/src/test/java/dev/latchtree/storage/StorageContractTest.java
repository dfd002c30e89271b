package dev.latchtree.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Storage} promises while nothing crashes. */
@ParameterizedClass
@EnumSource(StorageKind.class)
class StorageContractTest {
  private final StorageKind kind;
  private final Path directory;
  private Storage storage;

  StorageContractTest(StorageKind kind, @TempDir Path directory) throws IOException {
    this.kind = kind;
    this.directory = directory;
    this.storage = kind.open(directory);
  }

  @BeforeEach
  void startsEmpty() throws IOException {
    assertEquals(List.of(), storage.list());
  }

  @AfterEach
  void keepsNoInterruptFlagAndCloses() throws IOException {
    assertFalse(Thread.interrupted());
    storage.close();
    storage.close();
  }

  @Test
  void shouldReadBackWhatWasWritten() throws IOException {
    byte[] bytes = FileBytes.random(1, 100_000);
    try (StorageFile file = storage.open("f", OpenMode.CREATE_NEW)) {
      file.writeFully(ByteBuffer.wrap(bytes), 0);
      file.writeFully(FileBytes.of("middle"), 50_000);
      file.sync();
      assertEquals(bytes.length, file.size());
    }
    System.arraycopy("middle".getBytes(UTF_8), 0, bytes, 50_000, 6);
    assertArrayEquals(bytes, FileBytes.read(storage, "f"));
  }

  @Test
  void shouldAdvanceBuffersByWhatWasTransferred() throws IOException {
    try (StorageFile file = storage.open("f", OpenMode.CREATE)) {
      ByteBuffer source = FileBytes.of("abcdef").position(1).limit(5);
      assertEquals(4, file.write(source, 0));
      assertEquals(5, source.position());
      ByteBuffer target = ByteBuffer.allocateDirect(10).position(3);
      assertEquals(3, file.read(target, 1));
      assertEquals(6, target.position());
      assertEquals('c', target.get(3));
    }
  }

  @Test
  void shouldAcceptEmptyBuffersAnywhere() throws IOException {
    try (StorageFile file = storage.open("f", OpenMode.CREATE)) {
      assertEquals(0, file.write(ByteBuffer.allocate(0), 1000));
      assertEquals(0, file.size());
      file.readFully(ByteBuffer.allocate(0), 1000);
    }
  }

  @Test
  void shouldReturnMinusOneAtAndBehindTheEnd() throws IOException {
    try (StorageFile file = storage.open("f", OpenMode.CREATE)) {
      file.writeFully(FileBytes.of("abc"), 0);
      assertEquals(-1, file.read(ByteBuffer.allocate(1), 3));
      assertEquals(-1, file.read(ByteBuffer.allocate(1), 1L << 40));
      assertEquals(1, file.read(ByteBuffer.allocate(5), 2));
    }
  }

  @Test
  void shouldSayWhatIsMissingWhenAFileEndsTooEarly() throws IOException {
    try (StorageFile file = storage.open("f", OpenMode.CREATE)) {
      file.writeFully(FileBytes.of("abcdef"), 0);
      EOFException end = failure(EOFException.class, () -> file.readFully(block(10), 2));
      assertSays(storage.describe("f"), end);
      assertSays("wanted 10 bytes at position 2, found 4", end);
    }
  }

  @Test
  void shouldAllocateZerosOverWhatIsThereAndBehindIt() throws IOException {
    int before = 5;
    int length = 300_001;
    try (StorageFile file = storage.open("f", OpenMode.CREATE)) {
      file.writeFully(ByteBuffer.wrap(FileBytes.random(1, 100_000)), 0);
      file.allocate(before, length);
      assertEquals(before + length, file.size());
      file.allocate(before + length, 0);
      assertEquals(before + length, file.size());
      assertThrows(IllegalArgumentException.class, () -> file.allocate(0, -1));
      assertThrows(IllegalArgumentException.class, () -> file.allocate(-1, 10));
    }
    byte[] expected = Arrays.copyOf(FileBytes.random(1, 100_000), before + length);
    Arrays.fill(expected, before, before + length, (byte) 0);
    assertArrayEquals(expected, FileBytes.read(storage, "f"));
  }

  @Test
  void shouldFillTheGapWithZerosWhenWritingBehindTheEnd() throws IOException {
    try (StorageFile file = storage.open("f", OpenMode.CREATE)) {
      file.writeFully(FileBytes.of("ab"), 0);
      file.writeFully(FileBytes.of("z"), 1000);
      byte[] bytes = FileBytes.read(file);
      assertEquals(1001, bytes.length);
      assertEquals(0, bytes[2]);
      assertEquals(0, bytes[999]);
      assertEquals('z', bytes[1000]);
    }
  }

  @Test
  void shouldCutButNeverExtendWhenTruncating() throws IOException {
    try (StorageFile file = storage.open("f", OpenMode.CREATE)) {
      file.writeFully(FileBytes.of("abcdef"), 0);
      file.truncate(100);
      assertEquals(6, file.size());
      file.truncate(2);
      assertEquals(2, file.size());
      file.writeFully(FileBytes.of("z"), 4);
      assertArrayEquals(new byte[] {'a', 'b', 0, 0, 'z'}, FileBytes.read(file));
    }
  }

  @Test
  void shouldWriteZerosWhenAllocating() throws IOException {
    int length = 700_001;
    try (StorageFile file = storage.open("f", OpenMode.CREATE)) {
      file.writeFully(FileBytes.of("abc"), 0);
      file.allocate(1, length);
      byte[] wanted = new byte[length + 1];
      wanted[0] = 'a';
      assertArrayEquals(wanted, FileBytes.read(file));
      failure(IllegalArgumentException.class, () -> file.allocate(0, -1));
    }
  }

  @Test
  void shouldKeepToTheOpenMode() throws IOException {
    failure(NoSuchFileException.class, () -> storage.open("f", OpenMode.READ_ONLY));
    failure(NoSuchFileException.class, () -> storage.open("f", OpenMode.READ_WRITE));
    assertFalse(storage.exists("f"));
    storage.open("f", OpenMode.CREATE).close();
    assertTrue(storage.exists("f"));
    failure(FileAlreadyExistsException.class, () -> storage.open("f", OpenMode.CREATE_NEW));
    storage.open("f", OpenMode.READ_WRITE).close();
    storage.open("f", OpenMode.CREATE).close();
    storage.open("g", OpenMode.CREATE_NEW).close();
  }

  @Test
  void shouldRefuseChangesThroughAReadOnlyHandle() throws IOException {
    FileBytes.write(storage, "f", "abc".getBytes(UTF_8));
    try (StorageFile file = storage.open("f", OpenMode.READ_ONLY)) {
      List<Executable> changes =
          List.of(
              () -> file.write(FileBytes.of("x"), 0), () -> file.truncate(0), () -> file.sync());
      for (Executable change : changes) {
        assertSays("read-only", failure(IllegalStateException.class, change));
      }
      assertEquals(3, file.size());
    }
  }

  @Test
  void shouldRefuseNegativePositionsAndSizes() throws IOException {
    try (StorageFile file = storage.open("f", OpenMode.CREATE)) {
      failure(IllegalArgumentException.class, () -> file.read(block(1), -1));
      failure(IllegalArgumentException.class, () -> file.write(block(1), -1));
      failure(IllegalArgumentException.class, () -> file.truncate(-1));
    }
  }

  @Test
  void shouldRefuseNamesThatAreNotPlainFileNames() {
    for (String name : List.of("", ".", "..", "a/b", "/a", "a\\b", "a\0b")) {
      failure(IllegalArgumentException.class, () -> storage.open(name, OpenMode.CREATE));
      failure(IllegalArgumentException.class, () -> storage.exists(name));
      failure(IllegalArgumentException.class, () -> storage.delete(name));
      failure(IllegalArgumentException.class, () -> storage.rename(name, "b"));
      failure(IllegalArgumentException.class, () -> storage.rename("b", name));
      failure(IllegalArgumentException.class, () -> storage.lock(name));
      failure(IllegalArgumentException.class, () -> storage.describe(name));
    }
  }

  @Test
  void shouldListNamesInOrder() throws IOException {
    for (String name : List.of("b", "a.2", "c", "a.10")) {
      storage.open(name, OpenMode.CREATE).close();
    }
    assertEquals(List.of("a.10", "a.2", "b", "c"), storage.list());
  }

  @Test
  void shouldDeleteFiles() throws IOException {
    failure(NoSuchFileException.class, () -> storage.delete("f"));
    storage.open("f", OpenMode.CREATE).close();
    storage.delete("f");
    storage.syncDirectory();
    assertFalse(storage.exists("f"));
    assertEquals(List.of(), storage.list());
  }

  @Test
  void shouldReplaceTheTargetOfARename() throws IOException {
    failure(NoSuchFileException.class, () -> storage.rename("f", "g"));
    failure(NoSuchFileException.class, () -> storage.rename("f", "f"));
    FileBytes.write(storage, "f", "new".getBytes(UTF_8));
    FileBytes.write(storage, "g", "older".getBytes(UTF_8));
    storage.rename("f", "f");
    storage.rename("f", "g");
    storage.syncDirectory();
    assertEquals(List.of("g"), storage.list());
    assertEquals("new", FileBytes.text(storage, "g"));
  }

  @Test
  void shouldFollowAFileThroughItsRename() throws IOException {
    try (StorageFile file = storage.open("f", OpenMode.CREATE)) {
      file.writeFully(FileBytes.of("abc"), 0);
      storage.rename("f", "g");
      FileBytes.write(storage, "f", "decoy".getBytes(UTF_8));
      file.writeFully(FileBytes.of("x"), 1);
      file.sync();
      assertEquals(storage.describe("g"), file.describe());
    }
    assertEquals("axc", FileBytes.text(storage, "g"));
    assertEquals("decoy", FileBytes.text(storage, "f"));
  }

  @Test
  void shouldReachTheBytesOfADeletedFileThroughAnOpenHandle() throws IOException {
    try (StorageFile file = storage.open("f", OpenMode.CREATE)) {
      file.writeFully(FileBytes.of("abc"), 0);
      storage.delete("f");
      FileBytes.write(storage, "f", "decoy".getBytes(UTF_8));
      file.writeFully(FileBytes.of("x"), 1);
      assertArrayEquals("axc".getBytes(UTF_8), FileBytes.read(file));
    }
    assertEquals("decoy", FileBytes.text(storage, "f"));
  }

  @Test
  void shouldSayThatAFileIsClosed() throws IOException {
    StorageFile file = storage.open("f", OpenMode.CREATE);
    file.close();
    file.close();
    assertAllSayClosed(
        () -> file.read(block(1), 0),
        () -> file.write(block(1), 0),
        file::size,
        () -> file.truncate(0),
        file::sync);
  }

  @Test
  void shouldSayThatTheStorageIsClosed() throws IOException {
    StorageFile file = storage.open("f", OpenMode.CREATE);
    storage.close();
    assertAllSayClosed(
        () -> file.read(block(1), 0),
        () -> storage.open("f", OpenMode.CREATE),
        () -> storage.exists("f"),
        storage::list,
        () -> storage.delete("f"),
        () -> storage.rename("f", "g"),
        storage::syncDirectory,
        () -> storage.lock("lock"));
    file.close();
  }

  @Test
  void shouldGrantALockOnce() throws IOException {
    StorageLock lock = storage.lock("lock");
    StorageLockedException refusal =
        failure(StorageLockedException.class, () -> storage.lock("lock"));
    assertEquals(StorageLockedException.Holder.THIS_PROCESS, refusal.holder());
    assertSays("is held by this process", refusal);
    lock.close();
    lock.close();
    storage.lock("lock");
    lock.close();
    failure(StorageLockedException.class, () -> storage.lock("lock"));
    assertEquals(List.of("lock"), storage.list());
  }

  @Test
  void shouldReleaseLocksWhenTheStorageIsClosed() throws IOException {
    StorageLock lock = storage.lock("lock");
    storage.close();
    storage = kind.open(directory);
    storage.lock("lock");
    lock.close();
    failure(StorageLockedException.class, () -> storage.lock("lock"));
  }

  @Test
  void shouldKeepFilesAndLocksApart() throws IOException {
    storage.open("f", OpenMode.CREATE).close();
    StorageLock lock = storage.lock("lock");
    failure(IllegalStateException.class, () -> storage.open("lock", OpenMode.CREATE));
    failure(IllegalStateException.class, () -> storage.delete("lock"));
    failure(IllegalStateException.class, () -> storage.rename("lock", "g"));
    failure(IllegalStateException.class, () -> storage.rename("f", "lock"));
    lock.close();
    storage.open("f", OpenMode.CREATE);
    failure(IllegalStateException.class, () -> storage.lock("f"));
    storage.delete("lock");
  }

  @Test
  void shouldWorkWithTheInterruptFlagSetAndKeepIt() throws IOException {
    Thread.currentThread().interrupt();
    StorageLock lock = storage.lock("lock");
    try (StorageFile file = storage.open("f", OpenMode.CREATE)) {
      file.writeFully(FileBytes.of("abc"), 0);
      file.sync();
      file.truncate(2);
      storage.rename("f", "g");
      storage.syncDirectory();
      assertArrayEquals("ab".getBytes(UTF_8), FileBytes.read(file));
      assertTrue(storage.exists("g"));
      assertEquals(List.of("g", "lock"), storage.list());
      storage.delete("g");
    }
    lock.close();
    assertTrue(Thread.interrupted());
  }

  private static void assertAllSayClosed(Executable... calls) {
    for (Executable call : calls) {
      assertSays("closed", failure(IllegalStateException.class, call));
    }
  }

  private static void assertSays(String words, Throwable failure) {
    assertTrue(String.valueOf(failure.getMessage()).contains(words), failure::toString);
  }

  private static <T extends Throwable> T failure(Class<T> type, Executable call) {
    return assertThrows(type, call);
  }

  private static ByteBuffer block(int size) {
    return ByteBuffer.allocate(size);
  }
}
