package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each policy is held to what {@link SyncPolicy.Kind} promises, by counting syncs. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SyncPolicyTest {

  private static final SyncPolicy LAZY = SyncPolicy.interval(SyncPolicy.LONGEST);

  private final SimulatedDisk disk = new SimulatedDisk();
  private final LogModel model = new LogModel();
  private final HeldSync held = new HeldSync();

  private WriteAheadLog open(SyncPolicy policy) throws IOException {
    return WriteAheadLog.open(
        new HookedStorage(disk.storage(), held),
        LogWriters.options(policy).preallocate(false).build());
  }

  private long append(WriteAheadLog log, long number) {
    model.begin(number);
    long lsn = log.append(1, NumberedPayload.make(number, 100));
    model.appended(lsn, number);
    return lsn;
  }

  private void crashAndVerify() throws IOException {
    disk.crash(TestRandom.seed(this));
    disk.install(FaultPlan.none());
    model.verify(disk.boot());
  }

  // ---- ALWAYS

  @Test
  void shouldSyncOnceForEachCommitUnderAlways() throws IOException {
    WriteAheadLog log = open(SyncPolicy.always());
    SyncCount syncs = SyncCount.on(disk);
    for (int i = 1; i <= 20; i++) {
      long lsn = append(log, i);
      log.commit(lsn);
      assertTrue(log.durableLsn() > lsn);
      model.durable(lsn);
      assertEquals(i, syncs.get());
    }
    crashAndVerify();
  }

  @Test
  void shouldSyncOnceForEachCommitOfManyWritersUnderAlways() throws IOException {
    try (WriteAheadLog log = open(SyncPolicy.always())) {
      SyncCount syncs = SyncCount.on(disk);
      TestThreads.together(
          4,
          thread ->
              () -> {
                for (int i = 0; i < 50; i++) {
                  long lsn = append(log, thread * 50L + i);
                  log.commit(lsn);
                  assertTrue(log.durableLsn() > lsn);
                }
              });
      assertEquals(200, syncs.get());
    }
  }

  // ---- GROUP

  static Stream<SyncPolicy> groups() {
    return TestPolicies.groups(Duration.ofMillis(1));
  }

  @ParameterizedTest
  @MethodSource("groups")
  void shouldServeAllWhoWaitWithOneSyncUnderGroup(SyncPolicy policy) throws IOException {
    WriteAheadLog log = open(policy);
    SyncCount syncs = SyncCount.on(disk);
    held.arm();
    List<TestThreads.Task<Boolean>> committers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      long number = i;
      TestThreads.Task<Boolean> committer =
          TestThreads.run(
              () -> {
                long lsn = append(log, number);
                log.commit(lsn);
                assertTrue(log.durableLsn() > lsn);
                model.durable(lsn);
              });
      committers.add(committer);
      if (i == 0) {
        held.awaitArrival();
      } else {
        committer.awaitBlocked();
      }
    }
    assertTrue(committers.stream().noneMatch(TestThreads.Task::isDone), "nobody before the sync");
    held.letGo();
    committers.forEach(TestThreads.Task::get);
    assertEquals(2, syncs.get(), "one for the first, one for all others");
    crashAndVerify();
  }

  static Stream<SyncPolicy> longWindows() {
    return TestPolicies.groups(SyncPolicy.LONGEST);
  }

  /** The window is a minute; whoever waits for it, even once, is too late. */
  @ParameterizedTest
  @MethodSource("longWindows")
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void shouldNotDelayALoneWriterForAWindow(SyncPolicy policy) throws IOException {
    WriteAheadLog log = open(policy);
    SyncCount syncs = SyncCount.on(disk);
    for (int i = 1; i <= 30; i++) {
      long lsn = append(log, i);
      log.commit(lsn);
      assertTrue(log.durableLsn() > lsn);
      model.durable(lsn);
      assertEquals(i, syncs.get());
    }
    crashAndVerify();
    log = WriteAheadLog.open(disk.storage(), LogWriters.options(policy).build());
    log.append(1, NumberedPayload.make(99, 100), Tier.POWER_SAFE);
    log.close();
  }

  // ---- INTERVAL

  @Test
  void shouldCommitWithoutASyncUnderInterval() throws IOException {
    try (WriteAheadLog log = open(LAZY)) {
      SyncCount syncs = SyncCount.on(disk);
      for (int i = 0; i < 20; i++) {
        long lsn = append(log, i);
        log.commit(lsn);
        assertFalse(log.durableLsn() > lsn);
      }
      assertEquals(0, syncs.get());
    }
  }

  @Test
  void shouldMakeDurableWithoutFurtherCallsUnderInterval() throws IOException {
    WriteAheadLog log = open(SyncPolicy.interval(Duration.ofMillis(3)));
    for (int i = 0; i < 5; i++) {
      long lsn = append(log, i);
      log.commit(lsn);
      TestThreads.awaitTrue(() -> log.durableLsn() > lsn, "the period");
      model.durable(lsn);
    }
    crashAndVerify();
  }

  // ---- OS

  @Test
  void shouldNeitherWaitForASyncNorCauseOneUnderOs() throws IOException {
    WriteAheadLog log = open(SyncPolicy.os());
    SyncCount syncs = SyncCount.on(disk);
    long first = append(log, 0);
    held.arm();
    TestThreads.Task<Boolean> syncer = TestThreads.run(() -> log.awaitDurable(first));
    held.awaitArrival();
    TestThreads.run(
            () -> {
              for (int i = 1; i <= 10; i++) {
                log.commit(append(log, i));
              }
              for (int i = 11; i <= 10 + 600; i++) { // never committed by themselves
                append(log, i);
              }
              log.commit(append(log, 1_000), Tier.PROCESS_SAFE);
            })
        .get();
    assertTrue(held.isHolding(), "the sync is still going on");
    assertFalse(syncer.isDone());
    assertEquals(0, syncs.get());
    assertFalse(log.durableLsn() > first);
    int[] written = new int[1];
    try (LogReader reader = LogReader.open(disk.storage())) {
      reader.read(0, record -> written[0]++);
    }
    assertEquals(612, written[0], "handed to the operating system");
    held.letGo();
    syncer.get();
    assertEquals(1, syncs.get());
    assertTrue(log.durableLsn() > first);
    model.durable(first);
    crashAndVerify();
  }

  /** The sync may have begun before they were written: only what was written first is sure. */
  @Test
  void shouldNotCallDurableWhatWasWrittenDuringASyncUnderOs() throws IOException {
    WriteAheadLog log = open(SyncPolicy.os());
    long first = append(log, 0);
    held.arm();
    TestThreads.Task<Boolean> syncer = TestThreads.run(() -> log.awaitDurable(first));
    held.awaitArrival();
    long second = append(log, 1);
    log.commit(second);
    held.letGo();
    syncer.get();
    assertEquals(second, log.durableLsn(), "all before the second, and no more");
    model.durable(first);
    crashAndVerify();
  }

  // ---- rule L8

  private enum Wait {
    COMMIT,
    LSN,
    RECEIPT,
    SYNC;

    void on(WriteAheadLog log, long lsn) {
      switch (this) {
        case COMMIT -> log.commit(lsn, Tier.POWER_SAFE);
        case LSN -> log.awaitDurable(lsn);
        case RECEIPT -> log.awaitDurable(log.receiptFor(lsn));
        case SYNC -> log.sync();
      }
    }
  }

  static Stream<Arguments> waits() {
    return Stream.of(LAZY, SyncPolicy.os(), SyncPolicy.group())
        .flatMap(policy -> Stream.of(Wait.values()).map(wait -> Arguments.of(policy, wait)));
  }

  @ParameterizedTest
  @MethodSource("waits")
  void shouldForceOneSyncForWhoeverWaitsForAnLsn(SyncPolicy policy, Wait wait) throws IOException {
    WriteAheadLog log = open(policy);
    SyncCount syncs = SyncCount.on(disk);
    for (int i = 1; i <= 5; i++) {
      long lsn = append(log, i);
      log.commit(lsn, Tier.PROCESS_SAFE);
      assertEquals(i - 1, syncs.get());
      wait.on(log, lsn);
      assertTrue(log.durableLsn() > lsn);
      model.durable(lsn);
      wait.on(log, lsn);
      assertEquals(i, syncs.get(), "the second has nothing to wait for");
    }
    crashAndVerify();
  }
}
