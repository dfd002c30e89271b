package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.pagefile.PageLayout;
import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rule L7: an interrupted thread's calls complete, harm nobody, and leave its flag set. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolInterruptTest {

  private static PoolOptions options() {
    return PoolOptions.builder()
        .pageSize(PageLayout.MIN_PAGE_SIZE)
        .frames(16)
        .frameTimeout(Duration.ofMillis(20))
        .build();
  }

  @Test
  void shouldReadWriteAndCloseARealFileWithTheFlagSet(@TempDir Path directory) throws Exception {
    try (Storage storage = FileStorage.open(directory)) {
      BufferPool pool = BufferPool.open(storage, Pages.FILE, options());
      TestThreads.Task<Boolean> interrupted =
          TestThreads.start(
              () -> {
                Thread.currentThread().interrupt();
                long[] ids = Pages.createAll(pool, 64);
                pool.flush();
                for (long id : ids) {
                  assertEquals(id, Pages.read(pool, id));
                }
                return Thread.currentThread().isInterrupted();
              });
      assertTrue(interrupted.get());
      assertEquals(7, Pages.read(pool, 7), "the file is open for the others");
      TestThreads.Task<Boolean> closer =
          TestThreads.start(
              () -> {
                Thread.currentThread().interrupt();
                pool.close();
                return Thread.interrupted();
              });
      assertTrue(closer.get());
      try (BufferPool again = BufferPool.open(storage, Pages.FILE, options())) {
        for (long id = 1; id <= 64; id++) {
          assertEquals(id, Pages.read(again, id));
        }
      }
    }
  }

  @Test
  void shouldWaitOnForALatchWhenInterrupted() {
    try (BufferPool pool = BufferPool.inMemory(options())) {
      long id = Pages.create(pool, 1);
      TestThreads.Task<Boolean> waiter;
      try (Operation op = pool.begin()) {
        assertTrue(op.guard(0).fixExclusive(id, null));
        waiter =
            TestThreads.start(
                () -> {
                  Pages.write(pool, id, 2);
                  return Thread.interrupted();
                });
        waiter.awaitBlocked().thread().interrupt();
        TestThreads.awaitTrue(
            () -> !waiter.thread().isInterrupted(), "the wait to take note of the interrupt");
        assertEquals(false, waiter.isDone());
      }
      assertTrue(waiter.get());
      assertEquals(2, Pages.read(pool, id));
    }
  }

  @Test
  void shouldKeepTheFlagOfAReservationThatWaited() {
    try (BufferPool pool = BufferPool.inMemory(options());
        Operation op = pool.begin();
        Reservation all = op.reserve(16)) {
      TestThreads.Task<Boolean> waiter =
          TestThreads.start(
              () -> {
                Thread.currentThread().interrupt();
                try (Operation other = pool.begin()) {
                  assertThrows(PoolFullException.class, () -> other.reserve(1));
                }
                return Thread.interrupted();
              });
      assertTrue(waiter.get(), "also when the wait was in vain");
      assertEquals(16, all.remaining());
    }
  }
}
