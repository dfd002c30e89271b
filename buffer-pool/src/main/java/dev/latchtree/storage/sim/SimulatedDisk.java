package dev.latchtree.storage.sim;

import dev.latchtree.storage.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A disk that outlives the machine it is attached to. {@link #storage()} is what the machine sees
 * of it, until a crash; {@link #boot()} starts the machine anew on what survived.
 *
 * <pre>{@code
 * SimulatedDisk disk = new SimulatedDisk();
 * disk.install(FaultPlan.none().crashAtStep(17, seed));
 * try {
 *   useStore(disk.storage());
 * } catch (SimulatedCrashException expected) {
 * }
 * disk.crash(seed); // if step 17 was never reached
 * disk.install(FaultPlan.none());
 * checkStore(disk.boot());
 * }</pre>
 *
 * <p><b>Steps.</b> Every call to the storage, its files and locks is one step, except {@code
 * close()} and {@code describe()}. The disk does one step at a time. Steps are counted from the
 * moment the current plan was installed.
 *
 * <p><b>Crash.</b> What a sync covered survives. Of the rest, each sector of each write, each
 * change of a size, and each creation, rename or deletion is kept or lost by chance: lost,
 * reordered, torn at sectors. How likely "kept" is (0, 0.1, 0.5, 0.9 or 1) is drawn for each file
 * and for the directory in each crash. A file's sync covers its bytes and size, not its name. A
 * name that survives without its file's bytes is an empty file.
 *
 * <p><b>Failed syncs</b> drop what they should have made durable: it stays visible and later syncs
 * succeed, but after the next crash it is gone.
 *
 * <p><b>Determinism.</b> The same plans, seeds and calls in the same order leave the same bytes.
 *
 * <p>Thread safe. No call can be inside the disk during a crash: it happened before or finds its
 * handle dead.
 */
public final class SimulatedDisk {
  private final int sectorSize;
  private final ReentrantLock lock = new ReentrantLock();

  // All guarded by lock.
  private final Directory directory = new Directory();
  private final StepLog log = new StepLog();
  private FaultPlan plan = FaultPlan.none();
  private PowerCycle cycle = new PowerCycle(1);

  /** What a step does, with the disk's lock held. */
  interface Action<T> {
    T run(Injection injection) throws IOException;
  }

  /** An empty disk with sectors of 512 bytes, attached to a running machine. */
  public SimulatedDisk() {
    this(512);
  }

  /**
   * An empty disk, attached to a running machine.
   *
   * @param sectorSize what the disk writes atomically, 512 or 4,096 bytes
   */
  public SimulatedDisk(int sectorSize) {
    if (sectorSize != 512 && sectorSize != 4096) {
      throw new IllegalArgumentException("Sectors have 512 or 4096 bytes, not " + sectorSize);
    }
    this.sectorSize = sectorSize;
  }

  /**
   * The storage of the running machine; each call gives one that is opened and closed by itself.
   *
   * @throws IllegalStateException if the machine is down
   */
  public Storage storage() {
    lock.lock();
    try {
      if (!cycle.isUp()) {
        throw new IllegalStateException("The machine is down, boot() it first");
      }
      return new SimulatedStorage(this, cycle);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Starts the machine after a crash and returns its storage.
   *
   * @throws IllegalStateException if the machine is running
   */
  public Storage boot() {
    lock.lock();
    try {
      if (cycle.isUp()) {
        throw new IllegalStateException("The machine is running, crash() it first");
      }
      cycle = new PowerCycle(cycle.number() + 1);
      log.note("boot " + cycle.number());
      return new SimulatedStorage(this, cycle);
    } finally {
      lock.unlock();
    }
  }

  /** Replaces the plan of what goes wrong; step 1 is the next call. */
  public void install(FaultPlan newPlan) {
    lock.lock();
    try {
      plan = newPlan;
      log.restart();
      log.note("new fault plan, steps count from 1");
    } finally {
      lock.unlock();
    }
  }

  /** The power fails now; has no effect if the machine is down already. */
  public void crash(long seed) {
    lock.lock();
    try {
      if (cycle.isUp()) {
        powerFailure("crashed after step " + log.steps() + " with seed " + seed, seed);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the machine is down. */
  public boolean isCrashed() {
    lock.lock();
    try {
      return !cycle.isUp();
    } finally {
      lock.unlock();
    }
  }

  /** The number of steps since the plan was installed. */
  public long steps() {
    lock.lock();
    try {
      return log.steps();
    } finally {
      lock.unlock();
    }
  }

  /** The number of steps of one kind since the plan was installed. */
  public long steps(IoKind kind) {
    lock.lock();
    try {
      return log.count(kind);
    } finally {
      lock.unlock();
    }
  }

  /** The number of syncs since the plan was installed, of files and of the directory. */
  public long syncs() {
    lock.lock();
    try {
      return log.count(IoKind.SYNC) + log.count(IoKind.SYNC_DIRECTORY);
    } finally {
      lock.unlock();
    }
  }

  /** The last steps, oldest first, for failure messages. */
  public List<String> trace() {
    lock.lock();
    try {
      return log.trace();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Overwrites bytes inside a file, unnoticed by anybody: bit rot, or a write that belonged
   * elsewhere. No step; works whether the machine is up or down.
   */
  public void corrupt(String name, long position, byte[] bytes) throws NoSuchFileException {
    lock.lock();
    try {
      directory.get(name).corrupt(position, bytes);
      log.note("corrupted " + name + " at " + position + " +" + bytes.length);
    } finally {
      lock.unlock();
    }
  }

  /** Flips the bits of {@code mask} in one byte of a file, see {@link #corrupt}. */
  public void flipBits(String name, long position, int mask) throws NoSuchFileException {
    lock.lock();
    try {
      byte before = directory.get(name).byteAt(position);
      corrupt(name, position, new byte[] {(byte) (before ^ mask)});
    } finally {
      lock.unlock();
    }
  }

  /** Does one step: counts it, does to it what the plan says, and runs it under the lock. */
  <T> T perform(
      PowerCycle caller, IoKind kind, String file, long position, long length, Action<T> action)
      throws IOException {
    lock.lock();
    try {
      caller.requireUp();
      IoStep step = log.next(kind, file, position, length);
      Injection injection = plan.decide(step);
      if (injection.crashSeed() != null) {
        throw crashDuring(step, injection, injection.crashSeed(), action);
      }
      try {
        T result = action.run(injection);
        log.ended(step, injection.shortTransfer() ? "short" : "");
        return result;
      } catch (IOException | RuntimeException e) {
        log.ended(step, String.valueOf(e.getMessage()));
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Runs the step, which then counts as not synced, and fails the power. */
  private SimulatedCrashException crashDuring(
      IoStep step, Injection injection, long seed, Action<?> action) {
    try {
      action.run(injection);
    } catch (IOException | RuntimeException nobodyIsLeftToHearIt) {
      // A step that would have failed has changed less; the crash comes all the same.
    }
    log.ended(step, "crash");
    String reason = "crashed during step " + step + " with seed " + seed;
    powerFailure(reason, seed);
    return new SimulatedCrashException("The simulated machine " + reason);
  }

  private void powerFailure(String reason, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    directory.crash(new Survival(random));
    directory.inodes().forEach(inode -> inode.crash(new Survival(random)));
    cycle.end(reason);
    log.note(reason);
  }

  /** The names. The caller is inside a step. */
  Directory directory() {
    return directory;
  }

  Inode newInode() {
    return new Inode(sectorSize);
  }

  /** How many bytes may still be added to the files. The caller is inside a step. */
  long freeSpace() {
    if (plan.capacity() == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    long used = directory.inodes().stream().mapToLong(Inode::size).sum();
    return Math.max(0, plan.capacity() - used);
  }

  @Override
  public String toString() {
    return "the simulated disk";
  }

  /** Runs {@code action}, which is no step, under the disk's lock. */
  void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }
}
