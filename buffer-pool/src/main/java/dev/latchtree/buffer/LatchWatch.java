package dev.latchtree.buffer;

import dev.latchtree.memory.Checks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells who watches the order of latches of each page that an operation got by a call that may
 * wait, while it held others. Off unless checks are on ({@link Checks#ENABLED}), and then nothing
 * is left of it.
 */
public final class LatchWatch {

  /** Who is told. Called by many threads at once, under the latches; must not wait. */
  @FunctionalInterface
  public interface Listener {

    /**
     * A page was got.
     *
     * @param pageSize of the pool
     * @param held what the operation holds shared or exclusively besides
     * @param taken the page
     */
    void taken(int pageSize, List<PageGuard> held, PageGuard taken);
  }

  private static volatile @Nullable Listener listener;

  private LatchWatch() {}

  /**
   * Says who is told from now on, {@code null} for nobody.
   *
   * @throws IllegalStateException if checks are off in this JVM
   */
  public static void tell(@Nullable Listener newListener) {
    if (!Checks.ENABLED) {
      throw new IllegalStateException("checks are off; start the JVM with -Dlatchtree.checks=true");
    }
    listener = newListener;
  }

  static void taken(Operation operation, PageGuard got) {
    if (Checks.ENABLED) {
      Listener told = listener;
      if (told != null) {
        List<PageGuard> held = operation.latchedBesides(got);
        if (!held.isEmpty()) {
          told.taken(operation.pageSize(), held, got);
        }
      }
    }
  }
}
