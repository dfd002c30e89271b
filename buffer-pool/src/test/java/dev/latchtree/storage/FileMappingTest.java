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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
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
  void shouldFollowItsFileWhateverBecomesOfItsName() throws IOException {
    try (Storage storage = FileStorage.open(directory);
        StorageFile file = allocated(storage);
        FileMapping mapping = mapped(file)) {
      storage.rename("f", "g");
      mapping.write(ByteBuffer.wrap(TEXT), 5);
      assertArrayEquals(TEXT, read(file, 5));
      storage.delete("g");
      mapping.write(ByteBuffer.wrap(TEXT), 50);
      assertArrayEquals(TEXT, read(file, 50));
    }
  }

  /** Somebody else may own the file by then. */
  @Test
  void shouldEndWithItsFileAndWithItsStorage() throws IOException {
    try (Storage storage = FileStorage.open(directory)) {
      StorageFile file = allocated(storage);
      FileMapping mapping = mapped(file);
      FileMapping another = mapped(file);
      mapping.write(ByteBuffer.wrap(TEXT), 5);
      file.close();
      assertThrows(IllegalStateException.class, () -> mapping.write(ByteBuffer.wrap(TEXT), 50));
      assertThrows(IllegalStateException.class, () -> another.write(ByteBuffer.wrap(TEXT), 50));
    }
    Storage storage = FileStorage.open(directory);
    FileMapping mapping = mapped(storage.open("f", OpenMode.READ_WRITE));
    storage.close();
    assertThrows(IllegalStateException.class, () -> mapping.write(ByteBuffer.wrap(TEXT), 50));
    try (Storage again = FileStorage.open(directory);
        StorageFile file = again.open("f", OpenMode.READ_ONLY)) {
      assertArrayEquals(TEXT, read(file, 5));
      assertArrayEquals(new byte[TEXT.length], read(file, 50));
    }
  }

  /** Compiled code of JDK 17 goes on behind an access to memory that is not there. */
  @Test
  void shouldSayWhatDidNotGetThere() throws InterruptedException {
    inAThreadOfItsOwn(this::sayWhatDidNotGetThere);
  }

  private void sayWhatDidNotGetThere() throws IOException {
    try (Storage storage = FileStorage.open(directory);
        StorageFile file = allocated(storage);
        FileMapping mapping = mapped(file)) {
      ByteBuffer block = ByteBuffer.allocateDirect(3 * 4096);
      for (int i = 0; i < 30_000; i++) {
        block.putInt(0, i);
        mapping.write(block.clear().limit(16 + i % 5000), i % 4096);
      }
      file.truncate(4096);
      mapping.write(block.clear().limit(100), 4096 - 100);
      for (int i = 0; i < 200; i++) {
        int length = 16 + i * 20;
        block.putInt(0, i);
        assertFails(mapping, block.clear().limit(length), 4096 - 8);
        assertFails(mapping, block.clear().limit(length), 2 * 4096);
        assertEquals(0, block.position());
        writeBehindAFailure(mapping, block.clear().limit(100), i);
      }
    }
  }

  /**
   * Runs what meets memory that is not there in a thread of its own. Before 25 the JVM may raise
   * its error about that later than at the access, anywhere in the thread: in the one that runs
   * tests it would end the JVM.
   */
  private static void inAThreadOfItsOwn(Executable body) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                body.execute();
              } catch (Throwable failure) {
                thrown.set(failure);
              }
            });
    thread.setUncaughtExceptionHandler((ended, late) -> thrown.compareAndSet(null, late));
    thread.start();
    thread.join();
    Throwable failure = thrown.get();
    boolean late = failure instanceof InternalError && Runtime.version().feature() < 25;
    if (failure != null && !late) {
      throw new AssertionError(failure);
    }
  }

  /**
   * What is there can be written still. Before 25 an error that is raised late may meet this write
   * instead of the one that it is about: then it fails, though it got there.
   */
  private static void writeBehindAFailure(FileMapping mapping, ByteBuffer block, int position)
      throws IOException {
    try {
      mapping.write(block, position);
    } catch (IOException | InternalError late) {
      if (Runtime.version().feature() >= 25) {
        throw late;
      }
    }
  }

  /** Before 25 the JVM's own error may come instead, past the handlers of the write. */
  private static void assertFails(FileMapping mapping, ByteBuffer block, int position) {
    Throwable failure = assertThrows(Throwable.class, () -> mapping.write(block, position));
    boolean mayBeError = Runtime.version().feature() < 25;
    assertTrue(
        failure instanceof IOException || (mayBeError && failure instanceof InternalError),
        () -> "failed otherwise: " + failure);
  }

  @Test
  void shouldWriteBlocksOfAllLengths() throws IOException {
    try (Storage storage = FileStorage.open(directory);
        StorageFile file = storage.open("f", OpenMode.CREATE)) {
      int size = 300_000;
      file.allocate(0, size);
      try (FileMapping mapping = there(file.map(size))) {
        for (int length : new int[] {8, 9, 65_535, 65_536, 65_537, 65_543, 65_544, 131_075}) {
          byte[] bytes = new byte[length];
          for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + length);
          }
          mapping.write(ByteBuffer.wrap(bytes), 4095);
          ByteBuffer found = ByteBuffer.allocate(length);
          file.readFully(found, 4095);
          assertArrayEquals(bytes, found.array());
        }
        assertThrows(
            IllegalArgumentException.class, () -> mapping.write(ByteBuffer.allocate(7), 0));
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
