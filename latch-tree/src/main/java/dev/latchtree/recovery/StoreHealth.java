package dev.latchtree.recovery;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whether the store still takes changes. It fails once and for good: nothing is tried again. */
final class StoreHealth {

  private final String store;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile Runnable wakeUp = () -> {};

  StoreHealth(String store) {
    this.store = store;
  }

  /** What wakes those who wait for something that a failed store never does. */
  void onFailure(Runnable newWakeUp) {
    wakeUp = newWakeUp;
  }

  /** Notes a failure; the first one stays. */
  void fail(Throwable cause) {
    if (failure.compareAndSet(null, cause)) {
      wakeUp.run();
    }
  }

  boolean hasFailed() {
    return failure.get() != null;
  }

  void check() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new StoreFailedException(store, cause);
    }
  }

  /** Notes a failure, and returns what the user is to be told. */
  StoreFailedException failed(Throwable cause) {
    fail(cause);
    return new StoreFailedException(store, cause);
  }
}
