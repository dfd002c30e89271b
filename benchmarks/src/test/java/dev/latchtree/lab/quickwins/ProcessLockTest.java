package dev.latchtree.lab.quickwins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Operation;
import dev.latchtree.lab.measure.Workers;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessLockTest {

  private static final int TIMES = 2_000;

  @TempDir Path directory;

  private int count;

  @Test
  void shouldLetThreadsPassOneByOne() throws IOException {
    try (ProcessLock lock = new ProcessLock(directory.resolve("lock"))) {
      Workers.run(
              Load.closed(4, Duration.ofSeconds(50)),
              thread -> {
                int[] done = {0};
                return () -> {
                  if (done[0]++ == TIMES) {
                    return Operation.NOTHING_LEFT;
                  }
                  lock.run(() -> count++);
                  return 1;
                };
              })
          .requireNoFailure();
    }
    assertEquals(4 * TIMES, count);
  }

  /** Within one JVM, another channel's lock is refused rather than waited for. */
  @Test
  void shouldHoldTheFileLockMeanwhile() throws IOException {
    Path file = directory.resolve("lock");
    try (ProcessLock lock = new ProcessLock(file);
        FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
      lock.run(() -> assertThrows(OverlappingFileLockException.class, other::tryLock));
      try (var free = other.tryLock()) {
        assertEquals(true, free != null && free.isValid());
      }
    }
  }
}
