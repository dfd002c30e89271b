package dev.latchtree.memory;

import org.jspecify.annotations.Nullable;

/**
 * A place where the order of threads matters: an explorer of interleavings decides there who goes
 * on.
 *
 * <p>Off by default, and then nothing is left of it: {@link #ENABLED} is a constant. Switched on by
 * {@code -Dlatchtree.yieldPoints=true}, for test JVMs.
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
     * @param subject to what: a page id, a word's handle; equal things have equal numbers
     */
    void reached(String step, long subject);
  }

  private static volatile @Nullable Listener listener;

  private YieldPoint() {}

  /** To be called before the step. */
  public static void at(String step, long subject) {
    if (ENABLED) {
      Listener told = listener;
      if (told != null) {
        told.reached(step, subject);
      }
    }
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
