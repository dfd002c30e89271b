package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.PageFileFormatException;
import dev.latchtree.pagefile.PageLayout;
import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.Storage;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory comes back, whatever happens, and there may be more than 2 GiB of it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolMemoryTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;

  private static PoolOptions options() {
    return PoolOptions.builder().pageSize(PAGE).frames(64).build();
  }

  private static long nativeMemory() {
    BackgroundResourceReleaser.releasePendingResources();
    return OS.memory().nativeMemoryUsed();
  }

  @ParameterizedTest
  @EnumSource(EntrySize.class)
  void shouldGiveAllMemoryBackWhenClosed(EntrySize entrySize) throws Exception {
    long before = nativeMemory();
    PoolOptions options =
        PoolOptions.builder().pageSize(PAGE).frames(64).entrySize(entrySize).build();
    try (BufferPool pool = BufferPool.open(new HeapStorage(), Pages.FILE, options)) {
      PoolProbe probe = PoolProbe.of(pool);
      probe.core.table.ensure(200_000); // several chunks
      Pages.createAll(pool, 200);
      assertTrue(nativeMemory() > before + 64 * PAGE);
    }
    assertEquals(before, nativeMemory());
    try (BufferPool pool = BufferPool.inMemory(options)) {
      Pages.createAll(pool, 64);
    }
    assertEquals(before, nativeMemory());
  }

  @Test
  void shouldGiveAllMemoryBackWhenOpeningOrClosingFails() {
    long before = nativeMemory();
    HeapStorage storage = new HeapStorage();
    storage.create(Pages.FILE, new byte[100]);
    assertThrows(
        PageFileFormatException.class, () -> BufferPool.open(storage, Pages.FILE, options()));
    assertEquals(before, nativeMemory());

    LogBarrier broken =
        lsn -> {
          throw new ArithmeticException("the log is gone");
        };
    BufferPool pool = BufferPool.inMemory(PoolOptions.builder().pageSize(PAGE).frames(64).build());
    Pages.createAll(pool, 3);
    pool.close();
    assertThrows(
        ArithmeticException.class,
        () -> {
          try (BufferPool failing =
              BufferPool.open(
                  new HeapStorage(),
                  Pages.FILE,
                  PoolOptions.builder().pageSize(PAGE).frames(64).barrier(broken).build())) {
            Pages.createAll(failing, 3);
          }
        });
    assertEquals(before, nativeMemory());
  }

  @Test
  void shouldGiveAllMemoryBackWhenAPolicyCannotBeMade() {
    long before = nativeMemory();
    PoolOptions options =
        PoolOptions.builder()
            .pageSize(PAGE)
            .frames(64)
            .replacement(
                () -> {
                  throw new ArithmeticException("of the user");
                })
            .build();
    assertThrows(
        ArithmeticException.class, () -> BufferPool.open(new HeapStorage(), Pages.FILE, options));
    assertEquals(before, nativeMemory());
  }

  /** Frames beyond 2 GiB, with one page in the first and one in the last of them. */
  @Test
  void shouldReadAndWriteFramesBeyondTwoGibibytes(@TempDir Path directory) throws Exception {
    int pageSize = PageLayout.MAX_PAGE_SIZE;
    int frames = (int) ((2L << 30) / pageSize) + 16;
    PoolOptions options =
        PoolOptions.builder().pageSize(pageSize).frames(frames).backgroundWriter(false).build();
    long first;
    long last;
    long before = nativeMemory();
    try (Storage storage = FileStorage.open(directory);
        BufferPool pool = BufferPool.open(storage, Pages.FILE, options)) {
      assertTrue(nativeMemory() - before > 2L << 30);
      PoolProbe probe = PoolProbe.of(pool);
      first = Pages.create(pool, 11);
      assertEquals(1, probe.frame(first));
      for (int frame = 2; frame < frames; frame++) {
        probe.core.free.poll(); // its memory is never touched
      }
      last = Pages.create(pool, 22);
      assertEquals(frames, probe.frame(last));
      putEnds(pool, last, 33);
      pool.flush();
      assertTrue(pool.tryEvict(last));
      assertEquals(22, Pages.read(pool, last), "from the file into the last frame");
      assertEquals(frames, probe.frame(last));
      assertEquals(11, Pages.read(pool, first), "and over nothing else");
    }
    try (Storage storage = FileStorage.open(directory);
        BufferPool pool = BufferPool.open(storage, Pages.FILE, options)) {
      assertEquals(11, Pages.read(pool, first));
      try (Operation op = pool.begin()) {
        assertTrue(op.guard(0).fixShared(last, null));
        assertEquals(33, Memory.getLong(op.guard(0).page(), pageSize - Long.BYTES));
      }
    }
    assertEquals(before, nativeMemory());
  }

  private static void putEnds(BufferPool pool, long id, long value) {
    try (Operation op = pool.begin()) {
      assertTrue(op.guard(0).fixExclusive(id, null));
      op.guard(0).markDirty();
      Memory.putLong(op.guard(0).page(), pool.pageSize() - Long.BYTES, value);
    }
  }

  @Test
  void shouldReportAPoolThatWasDroppedWithTheStackThatOpenedItAndCloseIt() throws Exception {
    long before = nativeMemory();
    ConcurrentLinkedQueue<LogRecord> records = new ConcurrentLinkedQueue<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            records.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("dev.latchtree.buffer");
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
    HeapStorage storage = new HeapStorage();
    try {
      openAndForget(storage);
      TestThreads.awaitTrue(
          () -> {
            System.gc();
            return !records.isEmpty() && nativeMemory() == before;
          },
          "the report and the memory");
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    assertEquals(1, records.size());
    LogRecord report = records.element();
    assertTrue(report.getMessage().contains("never closed"), report.getMessage());
    assertTrue(report.getMessage().contains("/heap/pages"), report.getMessage());
    Throwable opened = report.getThrown();
    assertNotNull(opened);
    assertTrue(
        java.util.Arrays.stream(opened.getStackTrace())
            .anyMatch(frame -> frame.getMethodName().equals("openAndForget")),
        "the stack that opened it");
    try (BufferPool pool = BufferPool.open(storage, Pages.FILE, options())) {
      assertEquals(5, Pages.read(pool, 1), "what was in it was written");
    }
  }

  @SuppressWarnings("MustBeClosedChecker")
  private static void openAndForget(HeapStorage storage) throws Exception {
    BufferPool pool = BufferPool.open(storage, Pages.FILE, options());
    Pages.create(pool, 5);
  }
}
