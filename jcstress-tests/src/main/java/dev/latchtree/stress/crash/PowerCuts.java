package dev.latchtree.stress.crash;

import dev.latchtree.LatchStore;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One store on one simulated disk that loses its power again and again: while several threads
 * write, while it recovers, and while it recovers from that. After each crash {@link CrashModel}
 * says what must be there. In the end it goes on, is closed, and opened again.
 *
 * <p>Settings, calls and crashes come from a seed. With several threads a life is never quite the
 * same twice, so a seed that failed may have to be run more than once to fail again.
 */
public final class PowerCuts {

  /** Steps of a life, until one was seen to its end. */
  private static final int LIFE_STEPS = 200;

  /** The first life is so many times as long, to have something to crash. */
  private static final int FIRST = 3;

  private final SplittableRandom random;
  private final CrashSettings settings;
  private final SimulatedDisk disk;
  private final CrashModel model;
  private long lifeSteps = LIFE_STEPS;
  private long openSteps = 20;
  private int life;
  private int crashes;

  private PowerCuts(SplittableRandom random, CrashSettings settings) {
    this.random = random;
    this.settings = settings;
    this.disk = new SimulatedDisk(settings.sectorSize());
    this.model = new CrashModel(settings.threads());
  }

  /**
   * Crashes a store at least so many times.
   *
   * @return how many times
   * @throws AssertionError if a promise was broken; names the seed
   */
  public static int run(LatchProtocol protocol, long seed, int atLeast) {
    SplittableRandom random = new SplittableRandom(seed);
    CrashSettings settings = CrashSettings.draw(protocol, random);
    PowerCuts run = new PowerCuts(random, settings);
    return run.guarded(() -> run.crash(atLeast), "seed " + seed);
  }

  /**
   * Crashes a new store at this step of its first life, from its creation on.
   *
   * @param recoveryToo whether each step of the recovery is crashed, too, one after the other
   * @return how many crashes there were; 0 if the life has fewer steps
   * @throws AssertionError if a promise was broken; names seed and step
   */
  static int runAt(long step, CrashSettings settings, long seed, boolean recoveryToo) {
    PowerCuts run = new PowerCuts(new SplittableRandom(seed + step), settings);
    return run.guarded(
        () -> run.crashAt(step, recoveryToo), "step %d, seed %d".formatted(step, seed));
  }

  private interface Work {
    void run() throws IOException;
  }

  private int guarded(Work work, String name) {
    try {
      work.run();
      return crashes;
    } catch (AssertionError | IOException | RuntimeException e) {
      throw new AssertionError(
          "%s, life %d, after %d crashes: %s%n%s%n%s"
              .formatted(
                  name, life, crashes, e.getMessage(), settings, String.join("\n", disk.trace())),
          e);
    }
  }

  private void crash(int atLeast) throws IOException {
    while (crashes < atLeast) {
      while (life > 0 && random.nextInt(3) == 0) {
        crashRecovery(1 + random.nextLong(openSteps + 4));
      }
      if (random.nextInt(8) == 0) {
        kill(random.nextLong(lifeSteps));
      } else {
        live(random.nextInt(10) == 0 ? Long.MAX_VALUE : 1 + random.nextLong(lifeSteps));
      }
    }
    goOn();
  }

  private void crashAt(long step, boolean recoveryToo) throws IOException {
    disk.install(FaultPlan.none().crashAtStep(step, random.nextLong()));
    try (Storage storage = disk.storage()) {
      LatchStore store = open(storage);
      if (store != null) {
        write(store).forEach(this::requireCrash);
        close(store);
      }
    }
    if (disk.isCrashed()) {
      crashes++;
      disk.boot();
      boolean reached = recoveryToo;
      for (long k = 1; reached; k++) {
        reached = crashRecovery(k);
      }
    } else {
      model.durable(model.completed());
    }
    goOn();
  }

  /**
   * Opens the store and loses the power at this step, or afterwards if there are not so many.
   *
   * @return whether there were
   */
  private boolean crashRecovery(long step) throws IOException {
    long seed = random.nextLong();
    boolean reached = true;
    disk.install(FaultPlan.none().crashAtStep(step, seed));
    try (Storage storage = disk.storage()) {
      LatchStore store = open(storage);
      if (store != null) {
        disk.install(FaultPlan.none());
        reached = disk.isCrashed(); // by something in the background
        if (!reached) {
          inspect(store);
          disk.crash(seed);
        }
        close(store);
      }
    }
    crashes++;
    disk.boot();
    return reached;
  }

  /** Opens the store, looks at it, and loses the power at this step of what the threads do. */
  private void live(long step) throws IOException {
    long seed = random.nextLong();
    disk.install(FaultPlan.none());
    try (Storage storage = disk.storage()) {
      LatchStore store = LatchStore.open(storage, settings.options());
      openSteps = disk.steps();
      inspect(store);
      disk.install(FaultPlan.none().crashAtStep(step, seed));
      write(store).forEach(this::requireCrash);
      if (!disk.isCrashed()) {
        lifeSteps = Math.max(1, disk.steps());
        if (random.nextBoolean()) {
          disk.crash(seed);
        }
      }
      close(store);
      if (!disk.isCrashed()) {
        model.durable(model.completed());
        return;
      }
    }
    crashes++;
    disk.boot();
  }

  /**
   * The process dies, and the machine goes on: what it wrote is there, but not on disk. What the
   * next process finds it must put there, before it builds on it.
   */
  private void kill(long step) throws IOException {
    disk.install(FaultPlan.none());
    try (MortalStorage storage = new MortalStorage(disk.storage())) {
      boolean recovering = random.nextInt(4) == 0;
      if (recovering) {
        storage.killAfter(random.nextLong(openSteps));
      }
      LatchStore store;
      try {
        store = LatchStore.open(storage, settings.options());
      } catch (IOException | RuntimeException e) {
        Faults.require(e);
        requireDead(storage, e);
        return;
      }
      if (!recovering) {
        inspect(store);
        storage.killAfter(step);
        write(store).forEach(e -> requireDead(storage, e));
      }
      storage.killAfter(0);
      try {
        store.close();
      } catch (RuntimeException e) {
        Faults.require(e);
      }
    } finally {
      crashes++;
    }
  }

  private static void requireDead(MortalStorage storage, Throwable thrown) {
    if (!storage.isDead()) {
      throw new AssertionError("the process was not killed", thrown);
    }
  }

  /** All is well after all that: it can be written, closed, and opened again. */
  private void goOn() throws IOException {
    disk.install(FaultPlan.none());
    for (int i = 0; i < 2; i++) {
      try (Storage storage = disk.storage();
          LatchStore store = LatchStore.open(storage, settings.options())) {
        inspect(store);
        if (i == 0) {
          write(store).forEach(this::requireCrash);
          model.durable(model.completed());
        }
      }
    }
  }

  /** Null if the power failed. */
  private @Nullable LatchStore open(Storage storage) throws IOException {
    try {
      return LatchStore.open(storage, settings.options());
    } catch (IOException | RuntimeException e) {
      requireCrash(e);
      return null;
    }
  }

  /** Returns what was thrown because the disk failed. */
  private List<Throwable> write(LatchStore store) {
    life++;
    return new Workload(
            model,
            settings.threads(),
            life == 1 ? FIRST * settings.calls() : settings.calls(),
            settings.slots(),
            settings.policy(),
            life,
            random.nextLong())
        .run(store);
  }

  private void close(LatchStore store) {
    try {
      store.close();
    } catch (RuntimeException e) {
      requireCrash(e);
    }
  }

  private void requireCrash(Throwable thrown) {
    Faults.require(thrown);
    if (!disk.isCrashed()) {
      throw new AssertionError("the power had not failed", thrown);
    }
  }

  private void inspect(LatchStore store) throws IOException {
    Map<String, Long> found = StoreContents.read(store);
    model.check(found);
    model.settle(found);
    try (Storage storage = disk.storage()) {
      StoreContents.requireOrder(store, storage);
    }
  }
}
