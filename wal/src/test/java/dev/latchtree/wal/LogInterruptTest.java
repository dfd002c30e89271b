package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rule L7: writers that are interrupted all the time lose nothing, fail nobody, and stay so. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogInterruptTest {

  private static final int WRITERS = 4;
  private static final int EACH = 200;

  @TempDir Path directory;

  static List<SyncPolicy> policies() {
    return List.of(
        SyncPolicy.always(),
        SyncPolicy.group(Duration.ofMillis(1), Integer.MAX_VALUE, Pacing.ADAPTIVE),
        SyncPolicy.group(Duration.ofMillis(1), Integer.MAX_VALUE, Pacing.FULL_WINDOW),
        SyncPolicy.interval(Duration.ofMillis(1)),
        SyncPolicy.os());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldCompleteEveryCallWithTheFlagSet(SyncPolicy policy) throws Exception {
    Map<Long, Integer> expected = new TreeMap<>();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    AtomicInteger running = new AtomicInteger(WRITERS);
    AtomicInteger seen = new AtomicInteger();
    try (Storage storage = FileStorage.open(directory)) {
      try (WriteAheadLog log =
          WriteAheadLog.open(
              storage,
              LogOptions.builder()
                  .policy(policy)
                  .segmentSize(SegmentLayout.MIN_SEGMENT)
                  .ringSize(LogOptions.MIN_RING_SIZE)
                  .build())) {
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
          int number = w;
          Thread writer =
              new Thread(
                  () -> {
                    for (int i = 0; i < EACH; i++) {
                      int value = number * EACH + i;
                      byte[] payload = ByteBuffer.allocate(4_000).putInt(value).array();
                      Thread.currentThread().interrupt();
                      long lsn = log.append(1, payload);
                      log.commit(lsn);
                      log.awaitDurable(lsn);
                      if (Thread.interrupted()) {
                        seen.incrementAndGet();
                      }
                      synchronized (expected) {
                        expected.put(lsn, value);
                      }
                    }
                    running.decrementAndGet();
                  });
          writer.setUncaughtExceptionHandler(
              (thread, e) -> {
                failures.add(e);
                running.decrementAndGet();
              });
          writers.add(writer);
        }
        writers.forEach(Thread::start);
        while (running.get() > 0) {
          writers.forEach(Thread::interrupt);
          Thread.onSpinWait();
        }
        for (Thread writer : writers) {
          writer.join();
        }
        assertEquals(List.of(), List.copyOf(failures));
        assertEquals(WRITERS * EACH, seen.get(), "each call left the flag set");
      }
      assertEquals(expected, readAll(storage));
      assertTrue(expected.size() == WRITERS * EACH);
    }
  }

  private static Map<Long, Integer> readAll(Storage storage) throws IOException {
    Map<Long, Integer> found = new TreeMap<>();
    try (LogReader reader = LogReader.open(storage)) {
      reader.read(
          0, record -> found.put(record.lsn(), Integer.reverseBytes(record.payload().getInt())));
    }
    return found;
  }
}
