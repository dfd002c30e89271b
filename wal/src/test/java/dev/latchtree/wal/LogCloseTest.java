package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.IoKind;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Close: what was accepted is flushed, who is inside gets out, and everything is let go. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogCloseTest {

  private static final int ROUNDS = TestRandom.rounds(40);

  private final SimulatedDisk disk = new SimulatedDisk();
  private final LogModel model = new LogModel();

  static Stream<SyncPolicy> policies() {
    return TestPolicies.all();
  }

  private static LogOptions options(SyncPolicy policy) {
    return LogWriters.options(policy).preallocate(false).ringSize(LogOptions.MIN_RING_SIZE).build();
  }

  private static long nativeMemory() {
    BackgroundResourceReleaser.releasePendingResources();
    return OS.memory().nativeMemoryUsed();
  }

  private long append(WriteAheadLog log, long number) {
    model.begin(number);
    long lsn = log.append(1, NumberedPayload.make(number, 8 + (int) (number % 3_000)));
    model.appended(lsn, number);
    return lsn;
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldCloseAgainstAppendsAndCommitsUnderWay(SyncPolicy policy) throws IOException {
    AtomicLong numbers = new AtomicLong();
    for (int round = 0; round < ROUNDS; round++) {
      WriteAheadLog log = WriteAheadLog.open(disk.storage(), options(policy));
      AtomicLong commits = new AtomicLong();
      List<TestThreads.Task<Boolean>> writers = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        writers.add(
            TestThreads.run(
                () -> {
                  try {
                    while (true) {
                      long lsn = append(log, numbers.incrementAndGet());
                      log.commit(lsn);
                      commits.incrementAndGet();
                    }
                  } catch (IllegalStateException closed) {
                    assertFalse(closed.getMessage() == null);
                  }
                }));
      }
      long enough = round % 10;
      TestThreads.awaitTrue(() -> commits.get() >= enough, "commits");
      TestThreads.run(log::close).get();
      writers.forEach(TestThreads.Task::get);
      model.durableBefore(log.durableLsn());
      assertEquals(log.endLsn(), log.durableLsn());
      disk.crash(round);
      model.settle(model.verify(disk.boot()));
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldFlushWhatWasAcceptedAndEndInAClose(SyncPolicy policy) throws IOException {
    long before = nativeMemory();
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), options(policy));
    long last = 0;
    for (int i = 0; i < 20; i++) {
      last = append(log, i);
    }
    model.durable(last);
    log.close();
    log.close();
    assertEquals(before, nativeMemory());
    disk.crash(1);
    assertEquals(20, model.verify(disk.boot()).size());
    try (LogReader reader = LogReader.open(disk.storage())) {
      assertEquals(LogEnd.Kind.CLOSED, reader.end().kind());
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldWaitForCreditThatIsHeld(SyncPolicy policy) throws IOException {
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), options(policy));
    LogCredit credit = log.newCredit();
    credit.admit(log.creditFor(100) * 2);
    TestThreads.Task<Boolean> closer = TestThreads.run(log::close).awaitBlocked();
    long lsn = log.append(credit, 1, NumberedPayload.make(5, 100), 0, 100);
    model.appended(lsn, 5);
    model.durable(lsn);
    assertFalse(closer.isDone(), "some credit is left");
    credit.close();
    closer.get();
    disk.crash(1);
    assertEquals(1, model.verify(disk.boot()).size());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldTakeNothingAfterClose(SyncPolicy policy) throws IOException {
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), options(policy));
    for (int i = 0; i < 200; i++) {
      append(log, i * 3_000L + 2_999);
    }
    long lsn = append(log, 1);
    log.close();
    long durable = log.durableLsn();
    List<String> files = disk.storage().list();
    assertThrows(IllegalStateException.class, () -> log.append(1, new byte[1]));
    assertThrows(IllegalStateException.class, () -> log.append(log.newBatch().add(1, new byte[1])));
    assertThrows(IllegalStateException.class, () -> log.newCredit().admit(100));
    assertThrows(
        IllegalStateException.class, () -> log.append(log.newCredit(), 1, new byte[1], 0, 1));
    assertThrows(IllegalStateException.class, () -> log.truncate(durable));
    assertEquals(files, disk.storage().list());
    // What is durable needs no waiting for; that it does not wait for ever is what matters.
    TestThreads.Task<Boolean> late = TestThreads.run(() -> log.commit(lsn));
    assertTrue(late.get());
    TestThreads.run(() -> log.awaitDurable(lsn)).get();
    TestThreads.run(log::sync).get();
    assertEquals(durable, log.stats().durableLsn());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldCloseALogThatHasFailed(SyncPolicy policy) throws IOException {
    long before = nativeMemory();
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), options(policy));
    disk.install(FaultPlan.none().failWhen(step -> step.kind() == IoKind.SYNC));
    append(log, 1);
    LogFailedException failed = assertThrows(LogFailedException.class, log::sync);
    assertInstanceOf(IOException.class, failed.getCause());
    LogCredit credit = log.newCredit();
    assertThrows(LogFailedException.class, () -> credit.admit(100));
    credit.close();
    assertThrows(LogFailedException.class, log::close);
    log.close();
    assertEquals(before, nativeMemory());
    disk.install(FaultPlan.none());
    WriteAheadLog.open(disk.storage(), options(policy)).close();
    assertEquals(before, nativeMemory());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldNotFreeTheRingUnderCreditWhenTheLogHasFailed(SyncPolicy policy) throws IOException {
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), options(policy));
    LogCredit credit = log.newCredit();
    credit.admit(log.creditFor(100));
    disk.install(FaultPlan.none().failWhen(step -> step.kind() == IoKind.SYNC));
    append(log, 1);
    assertThrows(LogFailedException.class, log::sync);
    TestThreads.Task<LogFailedException> closer =
        TestThreads.start(() -> assertThrows(LogFailedException.class, log::close)).awaitBlocked();
    assertThrows(LogFailedException.class, () -> log.append(credit, 1, new byte[100], 0, 100));
    assertFalse(closer.isDone());
    credit.close();
    closer.get();
  }
}
