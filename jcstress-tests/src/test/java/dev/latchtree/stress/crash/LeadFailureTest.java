package dev.latchtree.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.YieldPoint;
import dev.latchtree.storage.sim.SimulatedDisk;
import dev.latchtree.wal.LogFailedException;
import dev.latchtree.wal.LogOptions;
import dev.latchtree.wal.LogReader;
import dev.latchtree.wal.SyncPolicy;
import dev.latchtree.wal.WriteAheadLog;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Something is thrown in the middle of what a leader of the log does, as an access to memory that
 * is not there throws on some JDKs: later, and past handlers. Nobody hangs, the log can be closed,
 * and what was acknowledged is in it.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeadFailureTest {

  private static final int THREADS = 4;

  /** More than a thread gets through before the log fails. */
  private static final int RECORDS = 10_000;

  /** Which of the times that the step is reached fails: when several threads are at work. */
  private static final int TIMES = 20;

  static Stream<Arguments> steps() {
    return Stream.of(SyncPolicy.group(), SyncPolicy.always(), SyncPolicy.os())
        .flatMap(
            policy ->
                Stream.of(
                        "take what is published",
                        "say what is written",
                        "free the ring",
                        "hand over the lead")
                    .map(step -> Arguments.of(policy, step)));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void shouldFailTheLogAndGiveUpTheLead(SyncPolicy policy, String at) throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), options(policy));
    InternalError thrown = new InternalError("a fault occurred in an access to memory");
    AtomicInteger times = new AtomicInteger();
    YieldPoint.tell(
        (step, mode, isPage, subject) -> {
          if (step.equals(at) && times.incrementAndGet() == TIMES) {
            throw thrown;
          }
        });
    Set<Long> acknowledged = new HashSet<>();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<List<Long>>> writers = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        long first = (long) thread * RECORDS;
        writers.add(() -> write(log, first, thrown));
      }
      for (Future<List<Long>> writer : threads.invokeAll(writers)) {
        acknowledged.addAll(writer.get());
      }
    } finally {
      YieldPoint.tell(null);
      threads.shutdown();
    }
    assertTrue(times.get() >= TIMES, () -> at + " was reached " + times + " times");
    assertEquals(thrown, assertThrows(LogFailedException.class, log::close).getCause());
    Set<Long> found = new HashSet<>();
    try (LogReader reader = LogReader.open(disk.storage())) {
      reader.read(
          reader.firstLsn(),
          record -> found.add(record.payload().order(ByteOrder.BIG_ENDIAN).getLong()));
    }
    acknowledged.removeAll(found);
    assertEquals(Set.of(), acknowledged, "acknowledged, and not in the log");
  }

  /** Appends and commits until the log fails; returns what was acknowledged. */
  private static List<Long> write(WriteAheadLog log, long first, Throwable why) {
    List<Long> acknowledged = new ArrayList<>();
    LogFailedException failed =
        assertThrows(
            LogFailedException.class,
            () -> {
              for (long value = first; value < first + RECORDS; value++) {
                log.commit(log.append(1, ByteBuffer.allocate(Long.BYTES).putLong(0, value)));
                acknowledged.add(value);
              }
            });
    assertEquals(why, failed.getCause());
    return acknowledged;
  }

  private static LogOptions options(SyncPolicy policy) {
    return LogOptions.builder()
        .policy(policy)
        .segmentSize(1 << 20)
        .ringSize(LogOptions.MIN_RING_SIZE)
        .preallocate(false)
        .build();
  }
}
