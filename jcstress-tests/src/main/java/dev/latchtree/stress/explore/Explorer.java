package dev.latchtree.stress.explore;

import dev.latchtree.memory.YieldPoint;
import dev.latchtree.spi.WaitStrategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs threads one at a time, and at each {@link YieldPoint} asks a {@link Strategy} who goes on.
 * The same strategy and the same threads take the same way.
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
 * <p>What threads do between two yield points is one step. One exploration at a time runs in a JVM;
 * threads that are not its own pass by unnoticed. After a failure the other threads are stopped
 * where they are, with whatever they hold: what they worked on is not to be used again. A thread
 * that takes steps while an exception of its own makes its way out (unlocking is one) may be
 * stopped there, and another's failure be told instead.
 */
public final class Explorer {

  /** The wait strategy for explored latches: never parks, always tells. */
  public static final WaitStrategy WAITING =
      attempt -> {
        YieldPoint.waits("wait");
        return true;
      };

  /** What the yield points of the threads come to. */
  private final class Listener implements YieldPoint.Listener {

    @Override
    public void reached(String step, String mode, boolean isPage, long subject) {
      Explored me = Explored.current(Explorer.this);
      if (me != null && !me.inOneStep) {
        takeStep(me, step, mode, isPage, subject);
      }
    }

    @Override
    public boolean waits(String reason) {
      Explored me = Explored.current(Explorer.this);
      if (me == null) {
        return false;
      }
      if (me.inOneStep) {
        throw new IllegalStateException("what should be one step waits for another thread");
      }
      giveWay(me, reason);
      return true;
    }

    @Override
    public boolean isExplored() {
      return Explored.current(Explorer.this) != null;
    }
  }

  private static final int MOST_STEPS = 100_000;

  /** How often it is looked whether a thread blocks, and after how many such looks that is said. */
  private static final long LOOK_MILLIS = 1_000;

  private static final int STUCK_LOOKS = 20;
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  /** What an explored thread does. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  private final Strategy strategy;
  private String program = "";
  private Runnable whenCut = () -> {};
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Explored> threads = new ArrayList<>();

  // All below is guarded by lock.
  private final List<Step> steps = new ArrayList<>();
  private final Map<Long, Integer> subjects = new HashMap<>();
  private @Nullable Explored running;
  private @Nullable Throwable failure;
  private boolean cut;

  /** Steps that were no mere looking; a waiter looks again once there was a new one. */
  private long progress;

  /** Grows with each yield point. */
  private final AtomicLong looks = new AtomicLong();

  /** Takes the random walk of this seed. */
  public Explorer(long seed) {
    this(Strategies.random(seed));
  }

  public Explorer(Strategy strategy) {
    this.strategy = strategy;
  }

  /**
   * Names what is explored, without spaces: whoever knows a program by this name can take the same
   * way through it again.
   */
  public Explorer program(String name) {
    program = name;
    return this;
  }

  /** Says what happens when the strategy lets the power fail; the threads go on afterwards. */
  public Explorer whenCut(Runnable event) {
    whenCut = event;
    return this;
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
      YieldPoint.tell(new Listener());
      try {
        threads.forEach(Explored::start);
        handOn();
        awaitThreads();
      } finally {
        YieldPoint.tell(null);
      }
      return new Interleaving(program, strategy.name(), List.copyOf(steps), progress, failure, cut);
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

  private void takeStep(Explored me, String what, String mode, boolean isPage, long subject) {
    lock.lock();
    try {
      me.waitsSince = Explored.NOT_WAITING;
      progress++;
      pass(me);
      steps.add(new Step(me.name, what, mode, name(isPage, subject)));
    } finally {
      lock.unlock();
    }
  }

  private void giveWay(Explored me, String reason) {
    lock.lock();
    try {
      if (me.waitsSince == Explored.NOT_WAITING || !reason.equals(me.waitsFor)) {
        progress++; // what it did before it began to wait, or to wait for something else
      }
      me.waitsFor = reason;
      me.waitsSince = progress;
      noteWait(me.waiting(reason));
      pass(me);
    } finally {
      lock.unlock();
    }
  }

  private void pass(Explored me) {
    looks.getAndIncrement();
    if (steps.size() >= MOST_STEPS) {
      fail(new TooManyStepsException("more than " + MOST_STEPS + " steps"));
    }
    choose();
    me.awaitTurn();
  }

  /** A wait is worth a line, its looks in between are not. */
  private void noteWait(Step wait) {
    boolean repeated = !steps.isEmpty() && steps.get(steps.size() - 1).equals(wait);
    if (!repeated && !isStopped()) {
      steps.add(wait);
    }
  }

  private String name(boolean isPage, long subject) {
    if (isPage) {
      return "page " + subject;
    }
    return subject == 0
        ? ""
        : "#" + subjects.computeIfAbsent(subject, unknown -> subjects.size() + 1);
  }

  private void awaitThreads() {
    for (Explored thread : threads) {
      long seen = -1;
      int since = 0;
      while (!thread.join(LOOK_MILLIS)) {
        long now = looks.get();
        since = now == seen ? since + 1 : 0;
        seen = now;
        if (since >= STUCK_LOOKS && isStuck()) {
          throw stuck();
        }
      }
    }
  }

  private boolean isStuck() {
    lock.lock();
    try {
      return running != null && running.isBlocked();
    } finally {
      lock.unlock();
    }
  }

  /** The threads stay as they are: there is no way to let go of what one blocks on. */
  private IllegalStateException stuck() {
    StringBuilder text =
        new StringBuilder(strategy.name()).append(": a thread blocks without a yield point");
    for (Explored thread : threads) {
      text.append(thread.describe());
    }
    return new IllegalStateException(text.toString());
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
    List<Integer> left = new ArrayList<>();
    List<Integer> able = new ArrayList<>();
    for (int i = 0; i < threads.size(); i++) {
      Explored thread = threads.get(i);
      if (!thread.done) {
        left.add(i);
        if (thread.waitsSince < progress) {
          able.add(i);
        }
      }
    }
    if (left.isEmpty()) {
      return;
    }
    if (!isStopped()) {
      if (able.isEmpty()) {
        fail(new DeadlockException("all threads that are left wait: " + waiting()));
      } else {
        decide(able);
      }
    }
    if (isStopped()) {
      running = threads.get(left.get(0));
    }
    if (running != null) {
      running.turn.signal();
    }
  }

  private void decide(List<Integer> able) {
    int last = running == null ? Turn.NOBODY : threads.indexOf(running);
    try {
      int next = strategy.next(new Turn(threads.size(), able, last, progress));
      if (next == Strategy.CUT) {
        cut = true;
        steps.add(new Step("nobody", "the power fails", "", ""));
        whenCut.run();
        decide(able);
      } else if (able.contains(next)) {
        running = threads.get(next);
      } else {
        throw new IllegalStateException("thread %d is not one of %s".formatted(next, able));
      }
    } catch (RuntimeException e) {
      fail(e);
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
      if (cause != null && !isStopped()) {
        fail(cause); // later ones come from having been stopped
      }
      choose();
    } finally {
      lock.unlock();
    }
  }
}
