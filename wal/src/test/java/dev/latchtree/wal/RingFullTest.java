package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.sim.IoKind;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rule L5: a full ring holds appenders back, and none of them for ever. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RingFullTest {

  private final SimulatedDisk disk = new SimulatedDisk();
  private final LogModel model = new LogModel();
  private final AtomicBoolean directoryFails = new AtomicBoolean();
  private final AtomicBoolean syncFails = new AtomicBoolean();

  static Stream<SyncPolicy> policies() {
    return TestPolicies.all();
  }

  private WriteAheadLog open(SyncPolicy policy) throws IOException {
    LogOptions options =
        LogWriters.options(policy).preallocate(false).ringSize(LogOptions.MIN_RING_SIZE).build();
    return WriteAheadLog.open(new HookedStorage(disk.storage(), this::fault), options);
  }

  private void fault(IoKind kind) throws IOException {
    if (kind == IoKind.SYNC_DIRECTORY && directoryFails.get()) {
      throw new IOException("the directory");
    }
    if (kind == IoKind.SYNC && syncFails.get()) {
      throw new IOException("the file");
    }
  }

  private void append(WriteAheadLog log, long number, int length) {
    model.begin(number);
    model.appended(log.append(1, NumberedPayload.make(number, length)), number);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldLetAllThroughWhoNeverCommit(SyncPolicy policy) throws IOException {
    long seed = TestRandom.seed(this);
    try (WriteAheadLog log = open(policy)) {
      int each = TestRandom.rounds(100);
      TestThreads.together(
          8,
          thread ->
              () -> {
                SplittableRandom random = new SplittableRandom(seed + thread);
                for (int i = 0; i < each; i++) {
                  int most = random.nextInt(3) == 0 ? log.maxPayload() : 500;
                  append(log, thread * 1_000_000L + i, 8 + random.nextInt(most - 7));
                }
              });
      assertTrue(log.stats().ringFullStalls() > 0);
      log.sync();
      model.durableBefore(log.durableLsn());
      assertEquals(log.endLsn(), log.durableLsn());
    }
    disk.crash(seed);
    assertEquals(8 * TestRandom.rounds(100), model.verify(disk.boot()).size());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldNotStarveALargeRecordAmongSmallOnes(SyncPolicy policy) throws IOException {
    try (WriteAheadLog log = open(policy)) {
      AtomicBoolean done = new AtomicBoolean();
      AtomicLong numbers = new AtomicLong();
      List<TestThreads.Task<Boolean>> small = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        small.add(
            TestThreads.run(
                () -> {
                  while (!done.get()) {
                    append(log, numbers.incrementAndGet(), 20);
                  }
                }));
      }
      try {
        TestThreads.run(
                () -> {
                  for (int i = 0; i < 20; i++) {
                    append(log, numbers.incrementAndGet(), log.maxPayload());
                  }
                })
            .get();
      } finally {
        done.set(true);
      }
      small.forEach(TestThreads.Task::get);
    }
    assertEquals(0, model.durableEnd());
    model.verify(disk.storage());
  }

  /**
   * A leader that walks over published records comes to the ring's end and to those that are
   * written but not synced, which still lie there: they are not the next ones.
   */
  @ParameterizedTest
  @MethodSource("policies")
  void shouldNotTakeWrittenRecordsForTheNextOnes(SyncPolicy policy) throws IOException {
    WriteAheadLog log = open(policy);
    append(log, 0, 8);
    log.sync();
    long lsn = log.append(1, NumberedPayload.make(1, 8));
    model.appended(lsn, 1);
    log.commit(lsn, Tier.PROCESS_SAFE);
    int room = LogOptions.MIN_RING_SIZE / RecordLayout.aligned(RecordLayout.HEADER_SIZE + 8);
    for (int number = 2; number <= room; number++) { // one of them lies there already: one is left
      append(log, number, 8);
    }
    append(log, room + 1L, 8);
    assertTrue(log.durableLsn() <= log.endLsn(), () -> log.durableLsn() + " " + log.endLsn());
    append(log, room + 2L, 8);
    log.sync();
    model.durableBefore(log.durableLsn());
    assertEquals(log.endLsn(), log.durableLsn());
    disk.crash(1);
    assertEquals(room + 3, model.verify(disk.boot()).size());
  }

  /**
   * All room is held by one who does not use it: nobody can lead a flush, nobody else wakes them.
   */
  private void assertPoisonWakes(WriteAheadLog log, TestThreads.Work poison) throws Exception {
    List<TestThreads.Task<LogFailedException>> waiting = new ArrayList<>();
    try (LogCredit all = log.newCredit()) {
      all.admit(LogOptions.MIN_RING_SIZE);
      for (int i = 0; i < 4; i++) {
        int length = i % 2 == 0 ? 10 : log.maxPayload();
        waiting.add(
            TestThreads.start(
                    () ->
                        assertThrows(
                            LogFailedException.class, () -> log.append(1, new byte[length])))
                .awaitBlocked());
      }
      poison.run();
      Throwable cause = null;
      for (TestThreads.Task<LogFailedException> waiter : waiting) {
        Throwable told = waiter.get().getCause();
        assertInstanceOf(IOException.class, told);
        cause = cause == null ? told : cause;
        assertSame(cause, told);
      }
    }
    assertThrows(LogFailedException.class, log::close);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldWakeAllWhoWaitWhenADirectorySyncFails(SyncPolicy policy) throws Exception {
    WriteAheadLog log = open(policy);
    for (int i = 0; i < 100; i++) {
      log.append(1, new byte[15_000]);
    }
    log.sync();
    assertPoisonWakes(
        log,
        () -> {
          directoryFails.set(true);
          assertThrows(IOException.class, () -> log.truncate(log.durableLsn()));
        });
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldWakeAllWhoWaitWhenASyncFails(SyncPolicy policy) throws Exception {
    WriteAheadLog log = open(policy);
    try (LogCredit one = log.newCredit()) {
      long room = log.creditFor(100);
      one.admit(room);
      List<TestThreads.Task<LogFailedException>> waiting = new ArrayList<>();
      try (LogCredit rest = log.newCredit()) {
        rest.admit(LogOptions.MIN_RING_SIZE - room - 64);
        log.append(one, 1, new byte[100], 0, 100);
        if (policy.kind() != SyncPolicy.Kind.OS) {
          syncFails.set(true);
        }
        for (int i = 0; i < 4; i++) {
          waiting.add(
              TestThreads.start(
                  () ->
                      assertThrows(
                          LogFailedException.class, () -> log.append(1, new byte[15_000]))));
        }
        if (policy.kind() == SyncPolicy.Kind.OS) {
          waiting.forEach(TestThreads.Task::awaitBlocked);
          syncFails.set(true);
          assertThrows(LogFailedException.class, log::sync);
        }
        waiting.forEach(TestThreads.Task::get);
      }
    }
    assertThrows(LogFailedException.class, log::close);
  }
}
