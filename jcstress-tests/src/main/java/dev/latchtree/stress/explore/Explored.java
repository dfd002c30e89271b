package dev.latchtree.stress.explore;

import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** One thread of an {@link Explorer}, whose lock guards its fields. */
final class Explored {

  static final long NOT_WAITING = -1;

  private static final ThreadLocal<@Nullable Explored> CURRENT = new ThreadLocal<>();

  /** Ends a thread whose exploration has failed. */
  private static final class Stopped extends Error {
    private static final long serialVersionUID = 1;

    Stopped() {
      super("the exploration has ended", null, false, false);
    }
  }

  final String name;
  final Condition turn;
  private final Explorer explorer;
  private final Explorer.Work work;
  private final Thread thread;

  /**
   * The explorer's progress when this thread last looked in vain; {@link #NOT_WAITING} if it goes
   * on.
   */
  long waitsSince = NOT_WAITING;

  /** What it looked for then. */
  String waitsFor = "";

  boolean done;

  /** It passes by yield points; only the thread itself knows. */
  boolean inOneStep;

  Explored(Explorer explorer, String name, Explorer.Work work, Condition turn) {
    this.explorer = explorer;
    this.name = name;
    this.work = work;
    this.turn = turn;
    thread = new Thread(this::run, "explored-" + name);
    thread.setDaemon(true);
  }

  /** The calling thread, if it is one of {@code explorer}. */
  static @Nullable Explored current(Explorer explorer) {
    Explored current = CURRENT.get();
    return current != null && current.explorer == explorer ? current : null;
  }

  /** The calling thread, if it is explored. */
  static @Nullable Explored current() {
    return CURRENT.get();
  }

  void start() {
    thread.start();
  }

  private void run() {
    CURRENT.set(this);
    Throwable failure = null;
    try {
      explorer.begin(this);
      work.run();
    } catch (Stopped stopped) {
      // somebody else's failure
    } catch (Throwable thrown) {
      failure = thrown;
    }
    CURRENT.remove(); // what it does from here on is no step
    explorer.end(this, failure);
  }

  /** Waits until it is this thread's turn; the explorer's lock is held. */
  void awaitTurn() {
    while (!explorer.isTurnOf(this)) {
      turn.awaitUninterruptibly();
    }
    if (explorer.isStopped()) {
      throw new Stopped();
    }
  }

  Step waiting(String reason) {
    return new Step(name, reason, "", "");
  }

  /** Whether it ends within this time. */
  boolean join(long millis) {
    boolean interrupted = false;
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  boolean isBlocked() {
    return thread.getState() != Thread.State.RUNNABLE;
  }

  /** For people: where it is. */
  String describe() {
    StringBuilder text = new StringBuilder("\n").append(name).append(": ");
    text.append(thread.getState());
    for (StackTraceElement frame : thread.getStackTrace()) {
      text.append("\n  at ").append(frame);
    }
    return text.toString();
  }
}
