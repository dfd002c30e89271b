package dev.latchtree.stress.explore;

import dev.latchtree.memory.YieldPoint;
import dev.latchtree.spi.WaitStrategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs threads one at a time, and at each {@link YieldPoint} decides by a seed who goes on: a
 * random walk through their interleavings. The same seed and the same threads take the same way.
 *
 * <pre>{@code
 * Interleaving way =
 *     new Explorer(seed).thread("writer", this::write).thread("reader", this::read).run();
 * way.requireSuccess();
 * }</pre>
 *
 * <p>Latches must be built with {@link #WAITING}: whoever waits tells the explorer, which lets
 * somebody else go on first. When all wait and none has got any further, that is a {@link
 * DeadlockException}.
 *
 * <p>How often the turn passes is drawn for each seed, too: at every step in some walks, which find
 * what happens between single steps, and seldom in others, which find what becomes of a thread that
 * was stopped for long.
 *
 * <p>What threads do between two yield points is one step. One exploration at a time runs in a JVM;
 * threads that are not its own pass by unnoticed. After a failure the other threads are stopped
 * where they are, with whatever they hold: what they worked on is not to be used again. A thread
 * that takes steps while an exception of its own makes its way out (unlocking is one) may be
 * stopped there, and another's failure be told instead.
 */
public final class Explorer {

  private static final String WAIT_STEP = "wait";

  /** The wait strategy for explored latches: never parks, always tells. */
  public static final WaitStrategy WAITING =
      attempt -> {
        YieldPoint.at(WAIT_STEP, 0);
        return true;
      };

  /** How likely the running thread goes on, in percent; one of them for each seed. */
  private static final int[] STAYING = {0, 0, 50, 90, 97};

  private static final int MOST_STEPS = 100_000;
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  /** What an explored thread does. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  private final long seed;
  private final SplittableRandom random;
  private final int staying;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Explored> threads = new ArrayList<>();

  // All below is guarded by lock.
  private final List<Step> steps = new ArrayList<>();
  private final Map<Long, Integer> subjects = new HashMap<>();
  private @Nullable Explored running;
  private @Nullable Throwable failure;

  /** Steps that were no mere looking; a waiter looks again once there was a new one. */
  private long progress;

  public Explorer(long seed) {
    this.seed = seed;
    random = new SplittableRandom(seed);
    staying = STAYING[random.nextInt(STAYING.length)];
  }

  /** Adds a thread. */
  public Explorer thread(String name, Work work) {
    threads.add(new Explored(this, name, work, lock.newCondition()));
    return this;
  }

  /** Runs all threads to their ends, or to the first failure. */
  public Interleaving run() {
    ONE_AT_A_TIME.lock();
    try {
      YieldPoint.tell(this::reached);
      try {
        threads.forEach(Explored::start);
        handOn();
        threads.forEach(Explored::join);
      } finally {
        YieldPoint.tell(null);
      }
      return new Interleaving(seed, List.copyOf(steps), failure);
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  /**
   * Runs {@code work} as one step of the calling thread, whatever yield points it comes to: for
   * what a lock makes one step for all others, of which the explorer knows nothing. Nobody would
   * let that lock go while another thread waits for it.
   */
  public static void asOneStep(Runnable work) {
    Explored me = Explored.current();
    if (me == null || me.inOneStep) {
      work.run();
      return;
    }
    YieldPoint.at("one step", 0);
    me.inOneStep = true;
    try {
      work.run();
    } finally {
      me.inOneStep = false;
    }
  }

  private void reached(String what, long subject) {
    Explored me = Explored.current(this);
    if (me == null) {
      return;
    }
    if (me.inOneStep) {
      if (what.equals(WAIT_STEP)) {
        throw new IllegalStateException("what should be one step waits for another thread");
      }
      return;
    }
    lock.lock();
    try {
      boolean waits = what.equals(WAIT_STEP);
      if (waits) {
        if (me.waitsSince == Explored.NOT_WAITING) {
          progress++; // what it did before it began to wait
        }
        me.waitsSince = progress;
        noteWait(me.waiting());
      } else {
        me.waitsSince = Explored.NOT_WAITING;
        progress++;
      }
      if (steps.size() >= MOST_STEPS) {
        fail(new TooManyStepsException("more than " + MOST_STEPS + " steps"));
      }
      choose();
      me.awaitTurn();
      if (!waits) {
        steps.add(new Step(me.name, what, number(subject)));
      }
    } finally {
      lock.unlock();
    }
  }

  /** A wait is worth a line, its looks in between are not. */
  private void noteWait(Step wait) {
    boolean repeated = !steps.isEmpty() && steps.get(steps.size() - 1).equals(wait);
    if (!repeated && failure == null) {
      steps.add(wait);
    }
  }

  private int number(long subject) {
    return subject == 0 ? 0 : subjects.computeIfAbsent(subject, unknown -> subjects.size() + 1);
  }

  private void handOn() {
    lock.lock();
    try {
      choose();
    } finally {
      lock.unlock();
    }
  }

  /** Lets one of those go on who have something to do. */
  private void choose() {
    List<Explored> able = new ArrayList<>();
    boolean someLeft = false;
    for (Explored thread : threads) {
      if (!thread.done) {
        someLeft = true;
        if (failure != null || thread.waitsSince < progress) {
          able.add(thread);
        }
      }
    }
    if (someLeft && able.isEmpty()) {
      fail(new DeadlockException("all threads that are left wait: " + waiting()));
      choose();
    } else if (someLeft) {
      if (running == null || !able.contains(running) || random.nextInt(100) >= staying) {
        running = able.get(random.nextInt(able.size()));
      }
      running.turn.signal();
    }
  }

  private List<String> waiting() {
    return threads.stream().filter(thread -> !thread.done).map(thread -> thread.name).toList();
  }

  private void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  boolean isStopped() {
    return failure != null;
  }

  boolean isTurnOf(Explored thread) {
    return running == thread;
  }

  /** A thread begins: it waits for its first turn. */
  void begin(Explored thread) {
    lock.lock();
    try {
      thread.awaitTurn();
    } finally {
      lock.unlock();
    }
  }

  /** A thread has ended. */
  void end(Explored thread, @Nullable Throwable cause) {
    lock.lock();
    try {
      thread.done = true;
      progress++;
      if (cause != null) {
        fail(cause);
      }
      choose();
    } finally {
      lock.unlock();
    }
  }
}
