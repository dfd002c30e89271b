package dev.latchtree.wal;

import dev.latchtree.storage.sim.IoKind;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Holds up one sync of a file: the first that a test's own thread makes after {@link #arm}. */
final class HeldSync implements HookedStorage.Hook {

  private final AtomicBoolean armed = new AtomicBoolean();
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);
  private volatile @Nullable Thread holding;

  void arm() {
    armed.set(true);
  }

  @Override
  public void before(IoKind kind) {
    Thread thread = Thread.currentThread();
    if (kind == IoKind.SYNC
        && !thread.getName().startsWith("latchtree")
        && armed.compareAndSet(true, false)) {
      holding = thread;
      arrived.countDown();
      TestThreads.await(open, "the sync to be let go");
      holding = null;
    }
  }

  void awaitArrival() {
    TestThreads.await(arrived, "a sync to begin");
  }

  boolean isHolding() {
    return holding != null;
  }

  void letGo() {
    open.countDown();
  }
}
