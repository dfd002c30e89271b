package dev.latchtree.stress.crash;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.LatchStore;
import dev.latchtree.recovery.StoreFailedException;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.IoKind;
import dev.latchtree.storage.sim.IoStep;
import dev.latchtree.storage.sim.SimulatedDisk;
import dev.latchtree.stress.crash.Step.Done;
import dev.latchtree.stress.crash.ThreadHistory.Made;
import dev.latchtree.wal.LogFailedException;
import dev.latchtree.wal.SyncPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The disk fails at every step of a store's life, its recovery and its close included: all are told
 * why, reads go on, writes are refused, memory is freed, and what was acknowledged is there when
 * the store is opened anew: directly, with a power cut after that, or after a power cut.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreFaultTest {

  private static final int THREADS = 2;

  /** A thread of its own in the model. */
  private static final int PROBE = THREADS;

  private static final int CALLS = CrashRuns.SOAK ? 20 : 8;
  private static final int SLOTS = 16;

  /** All pages: so that reads can go on. */
  private static final int POOL = 256;

  /** Happens once; the disk calls it step by step. */
  private static final class Fault implements Predicate<IoStep> {
    private final Predicate<IoStep> when;
    private volatile @Nullable IoStep hit;

    /** From now on pages must not be written. */
    private volatile boolean over;

    private volatile @Nullable IoStep tooLate;

    Fault(Predicate<IoStep> when) {
      this.when = when;
    }

    @Override
    public boolean test(IoStep step) {
      boolean writes = step.kind() == IoKind.WRITE || step.kind() == IoKind.TRUNCATE;
      boolean ours = step.file().equals("pages") || step.file().equals("control");
      if (over && writes && ours) { // the log may be closed in order
        tooLate = step;
      }
      if (hit != null || !when.test(step)) {
        return false;
      }
      hit = step;
      return true;
    }

    boolean wasAWrite() {
      IoStep step = hit;
      return step != null && (step.kind() == IoKind.WRITE || step.kind() == IoKind.SYNC);
    }
  }

  @Test
  void shouldSurviveAnErrorAtAnyStep() throws Exception {
    atEach("shouldSurviveAnErrorAtAnyStep", any -> true, FaultPlan.none()::failWhen);
  }

  @Test
  void shouldSurviveAFailureOfAnySync() throws Exception {
    atEach(
        "shouldSurviveAFailureOfAnySync",
        step -> step.kind() == IoKind.SYNC || step.kind() == IoKind.SYNC_DIRECTORY,
        FaultPlan.none()::failWhen);
  }

  @Test
  void shouldNotNoticeAShortRead() throws Exception {
    List<Throwable> thrown =
        atEach(
            "shouldNotNoticeAShortRead",
            step -> step.kind() == IoKind.READ,
            fault -> FaultPlan.none().seed(7).shortTransferWhen(fault));
    assertEquals(List.of(), thrown);
  }

  @Test
  void shouldSurviveAShortWrite() throws Exception {
    atEach(
        "shouldSurviveAShortWrite",
        step -> step.kind() == IoKind.WRITE,
        fault -> FaultPlan.none().seed(7).shortTransferWhen(fault));
  }

  @Test
  void shouldSurviveAFullDiskAtAnyStep() throws Exception {
    atEach(
        "shouldSurviveAFullDiskAtAnyStep",
        step -> step.kind() == IoKind.WRITE || step.kind() == IoKind.CREATE,
        FaultPlan.none()::diskFullWhen);
  }

  @Test
  void shouldGoOnWhenAFullDiskHasRoomAgain() throws Exception {
    int full = 0;
    int enough = 0;
    for (long room = 0; enough < 3; room += CrashRuns.SOAK ? 1_000 : 4_000) {
      Life life = new Life(protocol(full), SyncPolicy.group(), room + 17);
      life.prepare();
      long capacity = room + StoreImage.of(life.disk.storage()).size();
      List<Throwable> thrown =
          life.fail(new Fault(step -> false), any -> FaultPlan.none().capacity(capacity));
      full += thrown.isEmpty() ? 0 : 1;
      enough = thrown.isEmpty() ? enough + 1 : 0;
    }
    int times = full;
    assertTrue(times > 1, () -> "full " + times + " times");
  }

  /** Returns what was thrown in all lives. */
  private static List<Throwable> atEach(
      String test, Predicate<IoStep> which, Function<Fault, FaultPlan> plan) throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    Long only = CrashRuns.only();
    long seed = only == null ? System.nanoTime() : only;
    int rounds = CrashRuns.SOAK ? 10 : 1;
    for (int round = 0; round < rounds; round++) {
      boolean reached = true;
      for (int k = 1; reached; k++) {
        SyncPolicy policy = k % 5 == 0 ? SyncPolicy.os() : SyncPolicy.group();
        Life life = new Life(protocol(k + round), policy, seed + k);
        int[] left = {k};
        Fault fault = new Fault(step -> which.test(step) && --left[0] == 0);
        try {
          life.prepare();
          thrown.addAll(life.fail(fault, plan));
        } catch (AssertionError | IOException | RuntimeException e) {
          throw new AssertionError(
              "replay with -Dtest=StoreFaultTest#%s -Dlatchtree.crash.seed=%d; fault %d, %s: %s%n%s"
                  .formatted(test, seed, k, fault.hit, e, String.join("\n", life.disk.trace())),
              e);
        }
        reached = fault.hit != null;
      }
    }
    return thrown;
  }

  private static LatchProtocol protocol(int number) {
    LatchProtocol[] all = LatchProtocol.values();
    return all[number % all.length];
  }

  /** One store on one disk. */
  private static final class Life {
    private final SimulatedDisk disk = new SimulatedDisk();
    private final CrashModel model = new CrashModel(THREADS + 1);
    private final CrashSettings settings;
    private final long seed;
    private int number;

    Life(LatchProtocol protocol, SyncPolicy policy, long seed) {
      this.seed = seed;
      settings =
          new CrashSettings(
              CrashSettings.small(protocol, policy).poolPages(POOL).build(),
              policy,
              512,
              THREADS,
              CALLS,
              SLOTS);
    }

    private LatchStore open(Storage storage) throws IOException {
      return LatchStore.open(storage, settings.options());
    }

    private List<Throwable> write(LatchStore store) {
      number++;
      return new Workload(model, THREADS, CALLS, SLOTS, settings.policy(), number, seed + number)
          .run(store);
    }

    /** Leaves a store that has to be recovered. */
    void prepare() throws IOException {
      LatchStore store = open(disk.storage());
      assertEquals(List.of(), write(store));
      disk.crash(seed);
      closeAnyway(store);
      disk.boot();
    }

    /** Runs into the fault, and recovers; returns what was thrown. */
    List<Throwable> fail(Fault fault, Function<Fault, FaultPlan> plan) throws IOException {
      long before = nativeMemory();
      disk.install(plan.apply(fault));
      List<Throwable> thrown = new ArrayList<>();
      try (Storage storage = disk.storage()) {
        live(storage, fault, thrown);
      }
      thrown.forEach(Faults::require);
      assertEquals(before, nativeMemory(), "memory");
      disk.install(FaultPlan.none());
      if (seed % 2 == 0) {
        disk.crash(seed);
        disk.boot();
      }
      inspectAndWrite(true);
      disk.boot();
      inspectAndWrite(false);
      assertEquals(before, nativeMemory(), "memory");
      return thrown;
    }

    private void live(Storage storage, Fault fault, List<Throwable> thrown) {
      LatchStore store;
      try {
        store = open(storage);
      } catch (IOException | RuntimeException e) {
        thrown.add(e);
        return;
      }
      boolean hitWhileOpening = fault.hit != null;
      try {
        Map<String, Long> found = StoreContents.read(store);
        model.check(found);
        model.settle(found);
      } catch (RuntimeException e) {
        thrown.add(e);
        closeAnyway(store);
        return;
      }
      thrown.addAll(write(store));
      boolean failed = probe(store, thrown);
      if (fault.wasAWrite() && !hitWhileOpening && !thrown.isEmpty()) {
        assertTrue(failed, () -> "writes go on after " + fault.hit + " failed");
      }
      fault.over = failed;
      try {
        store.close();
        if (!failed) {
          model.durable(model.completed());
        }
      } catch (RuntimeException e) {
        thrown.add(e);
      }
      assertEquals(null, fault.tooLate, "a failed store wrote when it was closed");
    }

    /**
     * Writes once more, and reads everything; returns whether the store refuses writes. The tree is
     * one of its own: the fault may have come before there was any other.
     */
    private boolean probe(LatchStore store, List<Throwable> thrown) {
      boolean failed = false;
      char owner = Places.owner(PROBE);
      String tree = Places.ownTree(owner, 0);
      String place = Places.entry(tree, "probe");
      long value = StampedValue.number(number, PROBE, 0, 0, 100);
      Runnable write = () -> store.tree(tree).put(Places.keyOf(place), StampedValue.of(value));
      Made made =
          model
              .history(owner)
              .begin(
                  new Step(
                      "probe",
                      Map.of(tree, Step.TREE, place, value),
                      true,
                      null,
                      any -> Done.CHANGED));
      @Nullable RuntimeException refusal = refusal(write);
      if (refusal == null) {
        model.history(owner).end(made, Done.CHANGED);
      } else {
        thrown.add(refusal);
        String message = String.valueOf(refusal.getMessage());
        boolean hasCause = refusal.getCause() != null;
        failed = refusal instanceof StoreFailedException || refusal instanceof LogFailedException;
        assertTrue(!failed || (hasCause && !message.isBlank()), message);
      }
      if (failed) {
        assertTrue(refusal(write) != null, "a failed store writes again");
      }
      model.checkVisible(assertDoesNotThrow(() -> StoreContents.read(store)));
      return failed;
    }

    private static @Nullable RuntimeException refusal(Runnable write) {
      try {
        write.run();
        return null;
      } catch (RuntimeException e) {
        return e;
      }
    }

    private void inspectAndWrite(boolean crash) throws IOException {
      Storage storage = disk.storage();
      LatchStore store = open(storage);
      Map<String, Long> found = StoreContents.read(store);
      model.check(found);
      model.settle(found);
      StoreContents.requireOrder(store, storage);
      assertEquals(List.of(), write(store));
      store.checkpoint();
      model.durable(model.completed());
      if (crash) {
        disk.crash(seed + 1);
      }
      closeAnyway(store);
      storage.close();
    }

    private void closeAnyway(LatchStore store) {
      try {
        store.close();
      } catch (RuntimeException e) {
        Faults.require(e);
      }
    }
  }

  private static long nativeMemory() {
    BackgroundResourceReleaser.releasePendingResources();
    return OS.memory().nativeMemoryUsed();
  }
}
