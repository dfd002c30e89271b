package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.Storage;
import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.IoKind;
import dev.latchtree.storage.sim.IoStep;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The disk fails at every step of a log with several writers. Nobody hangs, all are told why,
 * nothing is tried again, and what was acknowledged is there when the log is opened anew: directly,
 * with the power cut after that, or after a power cut.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogFaultTest {

  /** Two full segments and the beginning of the third, one ahead, a spare, and one to spare. */
  private static final long ENOUGH_SPACE = 6L << 20;

  /** From one size of a disk that is too small to the next. */
  private static final long SPACE_STEP = TestRandom.SOAK ? 75_000 : 300_000;

  static Stream<SyncPolicy> policies() {
    return TestPolicies.all();
  }

  /** Decides about one step of each life, and watches what comes after it. Called one by one. */
  private static final class Fault implements Predicate<IoStep> {
    private final Predicate<IoStep> when;
    private volatile boolean hit;
    private @Nullable String failedSync;
    private final AtomicInteger syncedAgain = new AtomicInteger();

    Fault(Predicate<IoStep> when) {
      this.when = when;
    }

    @Override
    public boolean test(IoStep step) {
      if (!hit && when.test(step)) {
        hit = true;
        if (step.kind() == IoKind.SYNC && SegmentLayout.indexOf(step.file()) >= 0) {
          failedSync = step.file();
        }
        return true;
      }
      if (step.kind() == IoKind.SYNC && step.file().equals(failedSync)) {
        syncedAgain.incrementAndGet();
      }
      return false;
    }
  }

  private interface Plan {
    FaultPlan of(Fault fault);
  }

  private interface Choice {
    Predicate<IoStep> step(long k);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldSurviveAnErrorAtAnyStep(SyncPolicy policy) throws IOException {
    atEach(policy, k -> step -> step.number() == k, fault -> FaultPlan.none().failWhen(fault));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldSurviveAFailureOfAnySync(SyncPolicy policy) throws IOException {
    atEach(
        policy,
        k -> step -> step.kind() == IoKind.SYNC && step.ordinal() == k,
        fault -> FaultPlan.none().failWhen(fault));
    atEach(
        policy,
        k -> step -> step.kind() == IoKind.SYNC_DIRECTORY && step.ordinal() == k,
        fault -> FaultPlan.none().failWhen(fault));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldSurviveAShortWriteAnywhere(SyncPolicy policy) throws IOException {
    atEach(
        policy,
        k -> step -> step.kind() == IoKind.WRITE && step.ordinal() == k,
        fault -> FaultPlan.none().seed(policy.hashCode()).shortTransferWhen(fault));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldSurviveADiskThatFillsUpAnywhere(SyncPolicy policy) throws IOException {
    SplittableRandom random = new SplittableRandom(TestRandom.seed(this));
    for (boolean preallocate : new boolean[] {true, false}) {
      LogOptions options = LogWriters.options(policy).preallocate(preallocate).build();
      long least = 100_000 + random.nextLong(SPACE_STEP);
      for (long capacity = least; capacity <= ENOUGH_SPACE; capacity += SPACE_STEP) {
        liveAndRecover(
            options, new Fault(step -> false), FaultPlan.none().capacity(capacity), capacity);
      }
      Exception failure =
          liveAndRecover(
              options, new Fault(step -> false), FaultPlan.none().capacity(ENOUGH_SPACE), 1);
      assertTrue(failure == null, () -> "with enough space: " + failure);
    }
  }

  private void atEach(SyncPolicy policy, Choice choice, Plan plan) throws IOException {
    long seed = TestRandom.seed(this);
    for (int round = TestRandom.rounds(1); round > 0; round--) {
      boolean reached = true;
      for (long k = 1; reached; k++) {
        Fault fault = new Fault(choice.step(k));
        LogOptions options = LogWriters.options(policy).preallocate(k % 2 == 0).build();
        liveAndRecover(options, fault, plan.of(fault), seed + k);
        reached = fault.hit;
      }
    }
  }

  /** Returns what went wrong in the life, {@code null} if nothing did. */
  private static @Nullable Exception liveAndRecover(
      LogOptions options, Fault fault, FaultPlan plan, long seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    LogModel model = new LogModel();
    try {
      long before = nativeMemory();
      disk.install(plan);
      Exception failure = live(disk.storage(), model, options, seed);
      assertEquals(before, nativeMemory(), "memory");
      assertEquals(0, fault.syncedAgain.get(), "syncs of a file whose sync had failed");
      disk.install(FaultPlan.none());
      Storage storage = disk.storage();
      if (seed % 2 == 0) {
        disk.crash(seed);
        storage = disk.boot();
      }
      recover(storage, model, options);
      disk.crash(seed);
      recover(disk.boot(), model, options);
      assertEquals(before, nativeMemory(), "memory");
      return failure;
    } catch (AssertionError | IOException | RuntimeException e) {
      throw new AssertionError(
          "seed %d, %s:%n%s".formatted(seed, options, String.join("\n", disk.trace())), e);
    }
  }

  private static @Nullable Exception live(
      Storage storage, LogModel model, LogOptions options, long seed) throws IOException {
    WriteAheadLog log;
    try {
      log = WriteAheadLog.open(storage, options);
    } catch (CorruptLogException e) {
      throw e;
    } catch (IOException | LogFailedException e) {
      return e;
    }
    Exception failure = new LogWriters(model, options.policy(), seed).write(log);
    LogFailedException told = null;
    try {
      model.begin(-seed);
      long lsn = log.append(1, NumberedPayload.make(-seed, 100));
      model.appended(lsn, -seed);
      log.awaitDurable(lsn);
      model.durable(lsn);
    } catch (LogFailedException e) {
      told = e;
      failure = failure == null ? e : failure;
      assertRefusesEverything(log, causeOf(e));
      if (failure instanceof LogFailedException first) {
        assertSame(causeOf(first), causeOf(e));
      }
    }
    try {
      log.close();
      model.durableBefore(log.durableLsn());
      assertEquals(null, told, "closed as if nothing had happened");
    } catch (LogFailedException e) {
      failure = failure == null ? e : failure;
      if (told != null) {
        assertSame(causeOf(told), causeOf(e));
      }
    }
    return failure;
  }

  /** A write that waits for the test and then fails, and those that come after it. */
  private static final class FailingWrite implements HookedStorage.Hook {
    private final AtomicBoolean armed = new AtomicBoolean();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger writesAfterwards = new AtomicInteger();

    @Override
    public void before(IoKind kind) throws IOException {
      if (kind != IoKind.WRITE || Thread.currentThread().getName().startsWith("latchtree")) {
        return;
      }
      if (armed.compareAndSet(true, false)) {
        arrived.countDown();
        TestThreads.await(open, "the write to be let go");
        throw new IOException("the write");
      }
      if (open.getCount() == 0) {
        writesAfterwards.incrementAndGet();
      }
    }
  }

  /**
   * A sync under {@code OS} that found the log in order, and waited for the lead of one whose write
   * failed: it has nothing to write any more.
   */
  @Test
  void shouldWriteNothingWhenTheLeadComesFromALeaderWhoFailed() throws IOException {
    FailingWrite writes = new FailingWrite();
    SimulatedDisk disk = new SimulatedDisk();
    LogOptions options = LogWriters.options(SyncPolicy.os()).preallocate(false).build();
    WriteAheadLog log = WriteAheadLog.open(new HookedStorage(disk.storage(), writes), options);
    long lsn = log.append(1, new byte[100]);
    writes.armed.set(true);
    TestThreads.Task<LogFailedException> leader =
        TestThreads.start(() -> assertThrows(LogFailedException.class, () -> log.commit(lsn)));
    TestThreads.await(writes.arrived, "the write");
    TestThreads.Task<LogFailedException> syncer =
        TestThreads.start(() -> assertThrows(LogFailedException.class, log::sync)).awaitBlocked();
    writes.open.countDown();
    Throwable cause = causeOf(leader.get());
    assertSame(cause, causeOf(syncer.get()));
    assertEquals(0, writes.writesAfterwards.get(), "writes of a log that had failed");
    assertThrows(LogFailedException.class, log::close);
  }

  private static Throwable causeOf(LogFailedException e) {
    return assertInstanceOf(IOException.class, e.getCause());
  }

  private static void assertRefusesEverything(WriteAheadLog log, Throwable cause) {
    long durable = log.durableLsn();
    assertTold(cause, () -> log.append(1, new byte[10]));
    assertTold(cause, () -> log.append(1, new byte[10], Tier.MEMORY));
    assertTold(cause, () -> log.append(log.newBatch().add(1, new byte[10])));
    assertTold(cause, () -> log.newCredit().admit(100));
    assertTold(cause, () -> log.truncate(durable));
    if (log.endLsn() > durable) {
      assertTold(cause, log::sync);
    }
    assertEquals(durable, log.durableLsn());
  }

  private static void assertTold(Throwable cause, TestThreads.Work work) {
    assertSame(cause, causeOf(assertThrows(LogFailedException.class, work::run)));
  }

  private static void recover(Storage storage, LogModel model, LogOptions options)
      throws IOException {
    Map<Long, Long> found = model.verify(storage);
    WriteAheadLog log = WriteAheadLog.open(storage, options);
    model.settle(found);
    long number = System.nanoTime();
    long lsn = 0;
    for (int i = 0; i < 25; i++) { // into the next segment
      model.begin(number + i);
      lsn = log.append(1, NumberedPayload.make(number + i, 60_000));
      model.appended(lsn, number + i);
    }
    log.awaitDurable(lsn);
    model.durable(lsn);
    log.close();
  }

  private static long nativeMemory() {
    BackgroundResourceReleaser.releasePendingResources();
    return OS.memory().nativeMemoryUsed();
  }
}
