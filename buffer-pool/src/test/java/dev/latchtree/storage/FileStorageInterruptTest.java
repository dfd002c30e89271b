package dev.latchtree.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No interrupt, at any moment of any call, closes a real file, loses bytes or gets lost. */
@Timeout(60)
class FileStorageInterruptTest {
  private static final int BLOCK = 4096;
  private static final int BLOCKS_PER_WORKER = 16;
  private static final int WORKERS = 3;

  @TempDir Path directory;

  @Test
  void shouldSurviveInterruptsDuringReadsWritesAndSyncs() {
    SeededRun.withSeeds(
        1,
        seed -> {
          try (Storage storage = FileStorage.open(directory);
              StorageFile file = storage.open("shared", OpenMode.CREATE_NEW)) {
            InterruptStorm storm = new InterruptStorm(seed);
            for (int worker = 0; worker < WORKERS; worker++) {
              storm.interrupted(1500, new WriterReader(file, worker));
            }
            assertTrue(storm.run() > 0);
            assertLastVersions(file, WORKERS, 1500);
          }
        });
  }

  @Test
  void shouldNotDisturbThreadsThatAreNotInterrupted() {
    SeededRun.withSeeds(
        1,
        seed -> {
          try (Storage storage = FileStorage.open(directory);
              StorageFile file = storage.open("shared", OpenMode.CREATE_NEW)) {
            InterruptStorm storm =
                new InterruptStorm(seed)
                    .interrupted(2000, new WriterReader(file, 0))
                    .undisturbed(2000, new WriterReader(file, 1))
                    .undisturbed(2000, new WriterReader(file, 2));
            assertTrue(storm.run() > 0);
            assertLastVersions(file, WORKERS, 2000);
          }
        });
  }

  @Test
  void shouldReachADeletedFileAfterInterrupts() {
    SeededRun.withSeeds(
        1,
        seed -> {
          try (Storage storage = FileStorage.open(directory);
              StorageFile file = storage.open("shared", OpenMode.CREATE_NEW)) {
            storage.delete("shared");
            FileBytes.write(storage, "shared", FileBytes.random(seed, 10));
            new InterruptStorm(seed).interrupted(2000, new WriterReader(file, 0)).run();
            assertLastVersions(file, 1, 2000);
            assertArrayEquals(FileBytes.random(seed, 10), FileBytes.read(storage, "shared"));
          }
        });
  }

  @Test
  void shouldReachARenamedFileAfterInterrupts() {
    SeededRun.withSeeds(
        1,
        seed -> {
          try (Storage storage = FileStorage.open(directory);
              StorageFile file = storage.open("a", OpenMode.CREATE_NEW)) {
            AtomicLong renames = new AtomicLong();
            new InterruptStorm(seed)
                .interrupted(1500, new WriterReader(file, 0))
                .interrupted(
                    200,
                    i -> {
                      storage.rename(i % 2 == 0 ? "a" : "b", i % 2 == 0 ? "b" : "a");
                      storage.syncDirectory();
                      renames.incrementAndGet();
                    })
                .run();
            assertEquals(200, renames.get());
            assertLastVersions(file, 1, 1500);
            assertArrayEquals(FileBytes.read(file), FileBytes.read(storage, "a"));
          }
        });
  }

  @Test
  void shouldReadThroughAReadOnlyHandleUnderInterrupts() {
    SeededRun.withSeeds(
        1,
        seed -> {
          try (Storage storage = FileStorage.open(directory)) {
            byte[] bytes = FileBytes.random(seed, 64 * BLOCK);
            FileBytes.write(storage, "f", bytes);
            try (StorageFile file = storage.open("f", OpenMode.READ_ONLY)) {
              InterruptStorm.Work reads =
                  i -> {
                    ByteBuffer target = ByteBuffer.allocateDirect(BLOCK);
                    int position = i % 64 * BLOCK;
                    file.readFully(target, position);
                    assertEquals(ByteBuffer.wrap(bytes, position, BLOCK), target.flip());
                  };
              new InterruptStorm(seed)
                  .interrupted(5000, reads)
                  .interrupted(5000, reads)
                  .undisturbed(5000, reads)
                  .run();
            }
          }
        });
  }

  /** A storm that a plain channel survives would prove nothing above. */
  @Test
  void shouldBringDownAPlainFileChannel() {
    SeededRun.withSeeds(
        1,
        seed -> {
          try (PlainFileChannelFile file = new PlainFileChannelFile(directory.resolve("plain"))) {
            InterruptStorm storm =
                new InterruptStorm(seed)
                    .interrupted(1500, new WriterReader(file, 0))
                    .undisturbed(1500, new WriterReader(file, 1));
            AssertionError failure = assertThrows(AssertionError.class, storm::run);
            assertInstanceOf(ClosedChannelException.class, failure.getCause());
          }
        });
  }

  private static void assertLastVersions(StorageFile file, int workers, int amount)
      throws IOException {
    for (int worker = 0; worker < workers; worker++) {
      for (int i = amount - BLOCKS_PER_WORKER; i < amount; i++) {
        WriterReader.assertBlock(file, worker, i);
      }
    }
  }

  /**
   * Writes version after version of its own blocks and reads each back, now and then the one before
   * as well, sized, synced and cut.
   */
  private record WriterReader(StorageFile file, int worker) implements InterruptStorm.Work {

    @Override
    public void once(int i) throws IOException {
      file.writeFully(ByteBuffer.wrap(content(worker, i)), position(worker, i));
      assertBlock(file, worker, i);
      assertTrue(file.size() > position(worker, i));
      if (i > 0) {
        assertBlock(file, worker, i - 1);
      }
      if (i % 20 == worker) {
        file.sync();
      }
      if (i % 50 == 0) {
        file.truncate(1L << 40);
      }
    }

    static void assertBlock(StorageFile file, int worker, int i) throws IOException {
      ByteBuffer target = ByteBuffer.allocateDirect(BLOCK);
      file.readFully(target, position(worker, i));
      assertEquals(ByteBuffer.wrap(content(worker, i)), target.flip());
    }

    private static long position(int worker, int i) {
      return (worker * BLOCKS_PER_WORKER + i % BLOCKS_PER_WORKER) * (long) BLOCK;
    }

    private static byte[] content(int worker, int i) {
      return FileBytes.random(worker * 1_000_000L + i, BLOCK);
    }
  }
}
