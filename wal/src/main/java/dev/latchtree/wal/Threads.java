package dev.latchtree.wal;

/** Waiting for other threads without letting an interrupt end the wait (rule L7). */
final class Threads {

  private Threads() {}

  /** Offers the core: with more threads than cores whoever is waited for may need it. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is wanted
  static void yieldCore() {
    Thread.yield();
  }

  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
