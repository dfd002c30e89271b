package dev.latchtree.memory;

import org.jspecify.annotations.Nullable;

/**
 * A place where the order of threads matters: an explorer of interleavings decides there who goes
 * on.
 *
 * <p>Off by default, and then nothing is left of it: {@link #ENABLED} is a constant. Switched on by
 * {@code -Dlatchtree.yieldPoints=true}, for test JVMs.
 *
 * <p><b>Waiting.</b> An explorer lets one thread run at a time, so a thread that blocks would stop
 * them all. Whoever is about to block asks {@link #waits} first: if that answers true, an explorer
 * has let others go on meanwhile, and it is time to look again instead of blocking. {@link Locks}
 * does so for locks.
 */
public final class YieldPoint {

  /** Read once, so that the JIT removes what is switched off. */
  public static final boolean ENABLED = Boolean.getBoolean("latchtree.yieldPoints");

  /** Who is told. */
  @FunctionalInterface
  public interface Listener {

    /**
     * The calling thread is about to take a step; it takes it when this returns.
     *
     * @param step what, in a word or two
     * @param mode of a latch, in lower case; empty if the step is not about one
     * @param isPage whether {@code subject} is a page id
     * @param subject to what: a page id, a word's handle; equal things have equal numbers, 0 for
     *     nothing
     */
    void reached(String step, String mode, boolean isPage, long subject);

    /**
     * The calling thread can only go on when another has done something.
     *
     * @return true if others went on, false to wait in earnest
     */
    default boolean waits(String reason) {
      return false;
    }

    /** Whether the calling thread is one of those that run one at a time. */
    default boolean isExplored() {
      return false;
    }
  }

  private static volatile @Nullable Listener listener;

  private YieldPoint() {}

  /** To be called before the step. */
  public static void at(String step, long subject) {
    reach(step, "", false, subject);
  }

  /** To be called before a step that is about a page. */
  public static void onPage(String step, long page) {
    reach(step, "", true, page);
  }

  /** To be called before a step that is about a latch. */
  public static void onLatch(String step, String mode, boolean isPage, long subject) {
    reach(step, mode, isPage, subject);
  }

  private static void reach(String step, String mode, boolean isPage, long subject) {
    if (ENABLED) {
      Listener told = listener;
      if (told != null) {
        told.reached(step, mode, isPage, subject);
      }
    }
  }

  /**
   * To be called before blocking; true means to look again instead. Always false if yield points
   * are off, or the calling thread is not explored.
   */
  public static boolean waits(String reason) {
    if (ENABLED) {
      Listener told = listener;
      return told != null && told.waits(reason);
    }
    return false;
  }

  /**
   * To be called before blocking for a time: true means that others may have gone on, and that the
   * time is over. Time is nothing that an explorer could repeat.
   */
  public static boolean timesOut(String reason) {
    if (isExplored()) {
      at(reason, 0);
      return true;
    }
    return false;
  }

  /** Whether the calling thread is explored. */
  static boolean isExplored() {
    if (ENABLED) {
      Listener told = listener;
      return told != null && told.isExplored();
    }
    return false;
  }

  /**
   * Says who is told from now on, {@code null} for nobody.
   *
   * @throws IllegalStateException if yield points are off in this JVM
   */
  public static void tell(@Nullable Listener newListener) {
    if (!ENABLED) {
      throw new IllegalStateException(
          "yield points are off; start the JVM with -Dlatchtree.yieldPoints=true");
    }
    listener = newListener;
  }
}
