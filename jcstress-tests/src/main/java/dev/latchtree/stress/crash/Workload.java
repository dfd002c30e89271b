package dev.latchtree.stress.crash;

import dev.latchtree.LatchStore;
import dev.latchtree.stress.crash.Step.Done;
import dev.latchtree.stress.crash.ThreadHistory.Made;
import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.SyncPolicy;
import dev.latchtree.wal.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One life of a store: several threads run their scripts until they are through or the disk fails,
 * and tell a {@link CrashModel} everything.
 */
final class Workload {

  private static final long LIMIT_SECONDS = 60;

  private final CrashModel model;
  private final int threads;
  private final int calls;
  private final int slots;
  private final SyncPolicy policy;
  private final int life;
  private final long seed;

  /**
   * @param calls of each thread
   * @param slots keys of each thread in each tree
   * @param policy of the store
   * @param life its number, not used before with this model
   */
  Workload(
      CrashModel model, int threads, int calls, int slots, SyncPolicy policy, int life, long seed) {
    this.model = model;
    this.threads = threads;
    this.calls = calls;
    this.slots = slots;
    this.policy = policy;
    this.life = life;
    this.seed = seed;
  }

  /**
   * Returns when all threads are through, with what the disk's faults made them throw.
   *
   * @throws AssertionError if something else went wrong
   */
  List<Throwable> run(LatchStore store) {
    ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();
    ThreadHistory setUp = model.history(Places.SETUP);
    boolean ready =
        guarded(
            thrown,
            () -> {
              Script.setUp(setUp.current()).forEach(step -> make(setUp, step, store));
              return true;
            });
    if (ready) {
      runThreads(store, thrown);
    }
    thrown.forEach(Faults::require);
    return List.copyOf(thrown);
  }

  private void runThreads(LatchStore store, ConcurrentLinkedQueue<Throwable> thrown) {
    List<Thread> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int number = t;
      Thread thread =
          new Thread(() -> guarded(thrown, () -> runScript(store, number)), "crash-" + t);
      thread.setDaemon(true);
      thread.start();
      all.add(thread);
    }
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    if (new SplittableRandom(seed).nextInt(4) == 0) {
      guarded(thrown, () -> checkpointWhile(all, store));
    }
    for (Thread thread : all) {
      join(thread, limit);
    }
  }

  /** One checkpoint after the other: some meet a writer in the middle of what it does. */
  private boolean checkpointWhile(List<Thread> writers, LatchStore store) {
    while (writers.stream().anyMatch(Thread::isAlive)) {
      makeDurable(store::checkpoint);
    }
    return true;
  }

  private static void join(Thread thread, long limit) {
    try {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(limit - System.nanoTime())));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (thread.isAlive()) {
      AssertionError stuck = new AssertionError(thread.getName() + " is stuck");
      stuck.setStackTrace(thread.getStackTrace());
      throw stuck;
    }
  }

  private static boolean guarded(ConcurrentLinkedQueue<Throwable> thrown, BooleanSupplier work) {
    try {
      return work.getAsBoolean();
    } catch (RuntimeException | Error e) {
      thrown.add(e);
      return false;
    }
  }

  private boolean runScript(LatchStore store, int thread) {
    ThreadHistory history = model.history(Places.owner(thread));
    Script script = new Script(thread, life, slots, Script.Kinds.ALL, seed);
    SplittableRandom upkeep = new SplittableRandom(seed ^ (life * 31L + thread));
    for (int i = 0; i < calls; i++) {
      int dice = upkeep.nextInt(60);
      if (dice == 0) {
        makeDurable(store::sync);
      } else if (dice == 1) {
        makeDurable(store::checkpoint);
      }
      make(history, script.next(history.current()), store);
    }
    return true;
  }

  private void makeDurable(Runnable work) {
    Map<Character, Integer> before = model.completed();
    work.run();
    model.durable(before);
  }

  private void make(ThreadHistory history, Step step, LatchStore store) {
    Made made = history.begin(step);
    Done done;
    try {
      done = step.call().on(store);
    } catch (IllegalArgumentException refused) { // a batch of too many pages: nothing was done
      if (!String.valueOf(refused.getMessage()).contains("keys on more than")) {
        throw refused;
      }
      done = Done.UNCHANGED;
    }
    history.end(made, done);
    Receipt receipt = done.receipt();
    Tier reached = receipt == null ? policy.tier() : receipt.tier();
    if (done.effective() && reached == Tier.POWER_SAFE) {
      history.durable(history.completed());
    }
  }
}
