package dev.latchtree.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileStorageTest {
  @TempDir Path directory;

  @Test
  void shouldCreateAMissingDirectoryWithItsParents() throws IOException {
    Path deep = directory.resolve("a").resolve("b").resolve("c");
    try (Storage storage = FileStorage.open(deep)) {
      assertTrue(Files.isDirectory(deep));
      assertEquals(deep.toRealPath().resolve("f").toString(), storage.describe("f"));
    }
  }

  @Test
  void shouldNotOpenAFileAsADirectory() throws IOException {
    Path file = Files.createFile(directory.resolve("f"));
    assertThrows(IOException.class, () -> FileStorage.open(file));
  }

  @Test
  void shouldSeeFilesOnly() throws IOException {
    Files.createDirectory(directory.resolve("sub"));
    try (Storage storage = FileStorage.open(directory)) {
      assertEquals(List.of(), storage.list());
      assertFalse(storage.exists("sub"));
      assertThrows(IOException.class, () -> storage.open("sub", OpenMode.READ_ONLY));
      assertThrows(IOException.class, () -> storage.open("sub", OpenMode.CREATE));
    }
  }

  @Test
  void shouldFindItsFilesAgainWhenOpenedAnew() throws IOException {
    try (Storage storage = FileStorage.open(directory)) {
      FileBytes.writeDurably(storage, "f", "abc".getBytes(UTF_8));
    }
    try (Storage storage = FileStorage.open(directory)) {
      assertEquals("abc", FileBytes.text(storage, "f"));
    }
  }

  @Test
  void shouldNeverSyncOrWriteAgainAfterAFailedSync() throws IOException {
    // A character device refuses to be synced, which is as good as a broken disk here.
    Path device = Path.of("/dev/null");
    assumeTrue(Files.isWritable(device), "needs /dev/null");
    Files.createSymbolicLink(directory.resolve("f"), device);
    try (Storage storage = FileStorage.open(directory);
        StorageFile file = storage.open("f", OpenMode.READ_WRITE)) {
      assertEquals(1, file.write(ByteBuffer.allocate(1), 0));
      SyncFailedException first = assertThrows(SyncFailedException.class, file::sync);
      for (int i = 0; i < 2; i++) {
        assertSame(first.getCause(), failureOf(file::sync).getCause());
        assertSame(first.getCause(), failureOf(() -> file.truncate(0)).getCause());
        assertSame(
            first.getCause(), failureOf(() -> file.write(ByteBuffer.allocate(1), 0)).getCause());
      }
      assertEquals(-1, file.read(ByteBuffer.allocate(1), 0));
      storage.delete("f");
    }
  }

  @Test
  void shouldEndCallsUnderWayWithAClearMessageWhenTheFileIsClosed() throws Exception {
    SeededRun.withSeeds(
        50,
        seed -> {
          Storage storage = FileStorage.open(directory);
          StorageFile file = storage.open("f", OpenMode.CREATE);
          file.writeFully(ByteBuffer.allocate(1 << 16), 0);
          CountDownLatch running = new CountDownLatch(2);
          ClosedCaller reader = new ClosedCaller(running, () -> file.read(buffer(), 0));
          ClosedCaller syncer = new ClosedCaller(running, file::sync);
          running.await();
          if (seed % 2 == 0) {
            reader.thread.interrupt();
            syncer.thread.interrupt();
          }
          storage.close();
          reader.assertEndedByClose();
          syncer.assertEndedByClose();
        });
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(1 << 16);
  }

  private interface Call {
    void run() throws IOException;
  }

  private static SyncFailedException failureOf(Call call) {
    return assertThrows(SyncFailedException.class, call::run);
  }

  /** Repeats one call until it fails, which only closing may make it do. */
  private static final class ClosedCaller {
    final Thread thread;
    private volatile Throwable end = new AssertionError("did not end");

    ClosedCaller(CountDownLatch running, Call call) {
      thread =
          new Thread(
              () -> {
                try {
                  call.run();
                  running.countDown();
                  while (true) {
                    call.run();
                  }
                } catch (Throwable t) {
                  end = t;
                }
              });
      thread.start();
    }

    void assertEndedByClose() throws InterruptedException {
      thread.join();
      if (!(end instanceof IllegalStateException)
          || !String.valueOf(end.getMessage()).contains("closed")) {
        throw new AssertionError("Expected the message that the file is closed", end);
      }
    }
  }
}
