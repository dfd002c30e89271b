package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.latchtree.storage.Storage;
import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.IoKind;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A power cut at every step of the disk, with several writers, under every policy: {@link LogModel}
 * says what must be there. Then the log goes on, and its recovery is cut off as well, one step
 * later each time.
 *
 * <p>With several threads a life is never the same twice: crash steps are counted up until a life
 * ends before its crash.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogCrashTest {

  /** Of so many crashes one, another in each run, is followed by crashes of the recovery. */
  private static final int DOUBLE_CRASHES = TestRandom.SOAK ? 1 : 16;

  private static final int MOST_RECOVERY_STEPS = 1_000;

  /** Each policy with and without preallocation, and with both sizes of sectors. */
  static Stream<Arguments> settings() {
    return TestPolicies.all()
        .flatMap(
            policy -> {
              boolean swap = policy.pacing() == Pacing.GREEDY;
              return TestRandom.SOAK
                  ? Stream.of(true, false)
                      .flatMap(
                          preallocate ->
                              Stream.of(512, 4096)
                                  .map(sector -> Arguments.of(policy, preallocate, sector)))
                  : Stream.of(Arguments.of(policy, swap, 512), Arguments.of(policy, !swap, 4096));
            });
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shouldKeepItsPromiseThroughAPowerCutAtAnyStep(
      SyncPolicy policy, boolean preallocate, int sectorSize) throws Exception {
    LogOptions options = LogWriters.options(policy).preallocate(preallocate).build();
    SplittableRandom seeds = new SplittableRandom(TestRandom.seed(this));
    int shift = seeds.nextInt(DOUBLE_CRASHES);
    for (int round = TestRandom.rounds(1); round > 0; round--) {
      boolean reached = true;
      for (long step = 1; reached; step++) {
        boolean twice = (step + shift) % DOUBLE_CRASHES == 0;
        reached = crashAt(step, twice, options, sectorSize, seeds.nextLong());
      }
    }
  }

  /** Returns whether the life was cut off. */
  private static boolean crashAt(
      long step, boolean twice, LogOptions options, int sectorSize, long seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(sectorSize);
    LogModel model = new LogModel();
    try {
      disk.install(FaultPlan.none().crashAtStep(step, seed));
      new LogWriters(model, options.policy(), seed).live(disk.storage(), options);
      boolean reached = disk.isCrashed();
      disk.crash(seed);
      boolean again = twice;
      for (long later = 1; again; later++) {
        assertTrue(later < MOST_RECOVERY_STEPS, "recovery comes to no end");
        again = crashRecovery(disk, model, later, options, seed + later);
      }
      disk.install(FaultPlan.none());
      goOn(disk.boot(), model, options);
      return reached;
    } catch (AssertionError | IOException | RuntimeException e) {
      throw new AssertionError(
          "step %d, seed %d, %s:%n%s"
              .formatted(step, seed, options, String.join("\n", disk.trace())),
          e);
    }
  }

  /** Returns whether the recovery, with a few records behind it, was cut off. */
  private static boolean crashRecovery(
      SimulatedDisk disk, LogModel model, long step, LogOptions options, long seed)
      throws IOException {
    disk.install(FaultPlan.none());
    Storage storage = disk.boot();
    Map<Long, Long> found = model.verify(storage);
    disk.install(FaultPlan.none().crashAtStep(step, seed));
    try (WriteAheadLog log = WriteAheadLog.open(storage, options)) {
      model.settle(found);
      long number = Long.MIN_VALUE + seed;
      model.begin(number);
      long lsn = log.append(1, NumberedPayload.make(number, 500));
      model.appended(lsn, number);
      log.awaitDurable(lsn);
      model.durable(lsn);
    } catch (CorruptLogException e) {
      fail("an honest disk", e);
    } catch (IOException | RuntimeException e) {
      assertTrue(disk.isCrashed(), e::toString);
    }
    boolean reached = disk.isCrashed();
    disk.crash(seed);
    return reached;
  }

  /** The log works after all that: it is opened, appended to, closed, and opened again. */
  private static void goOn(Storage storage, LogModel model, LogOptions options) throws IOException {
    Map<Long, Long> found = model.verify(storage);
    for (int life = 0; life < 2; life++) {
      try (WriteAheadLog log = WriteAheadLog.open(storage, options)) {
        model.settle(found);
        model.begin(-1 - life);
        long lsn = log.append(1, NumberedPayload.make(-1 - life, 2_000));
        model.appended(lsn, -1 - life);
        log.commit(lsn);
        model.durable(lsn);
      }
      found = model.verify(storage);
    }
  }

  static Stream<SyncPolicy> policies() {
    return TestPolicies.all();
  }

  /**
   * What a killed process left may be in the system's cache only, names as well as bytes (rule L1):
   * the next process builds on it, and then the power fails.
   */
  @ParameterizedTest
  @MethodSource("policies")
  void shouldKeepItsPromiseThroughAKillAtAnyChangeAndThenAPowerCut(SyncPolicy policy)
      throws IOException {
    SplittableRandom seeds = new SplittableRandom(TestRandom.seed(this));
    for (int round = TestRandom.rounds(1); round > 0; round--) {
      boolean reached = true;
      for (int change = 1; reached; change++) {
        reached =
            killAt(
                change,
                LogWriters.options(policy).preallocate(change % 2 == 0).build(),
                seeds.nextLong());
      }
    }
  }

  private static boolean killAt(int change, LogOptions options, long seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    LogModel model = new LogModel();
    try {
      Kill kill = new Kill(change);
      Storage storage = disk.storage();
      new LogWriters(model, options.policy(), seed).live(new HookedStorage(storage, kill), options);
      storage.close(); // lets go of locks, as the end of a process does
      Map<Long, Long> found = model.verify(disk.storage());
      WriteAheadLog log = WriteAheadLog.open(disk.storage(), options);
      model.settle(found);
      new LogWriters(model, options.policy(), seed + 1).write(log);
      disk.crash(seed);
      assertThrows(RuntimeException.class, log::close);
      goOn(disk.boot(), model, options);
      return kill.count.get() >= change;
    } catch (AssertionError | IOException | RuntimeException e) {
      throw new AssertionError(
          "change %d, seed %d, %s:%n%s"
              .formatted(change, seed, options, String.join("\n", disk.trace())),
          e);
    }
  }

  /** The process ends before this change of the storage, which keeps all that came before. */
  private static final class Kill implements HookedStorage.Hook {
    private final int change;
    private final AtomicInteger count = new AtomicInteger();

    Kill(int change) {
      this.change = change;
    }

    @Override
    public void before(IoKind kind) throws IOException {
      if (count.incrementAndGet() >= change) {
        throw new IOException("the process is dead");
      }
    }
  }
}
