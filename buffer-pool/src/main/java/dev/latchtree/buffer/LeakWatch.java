package dev.latchtree.buffer;

import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;

/** Reports a pool that was dropped without being closed, with the stack that opened it. */
final class LeakWatch implements Runnable {

  private static final System.Logger LOG = System.getLogger("dev.latchtree.buffer");
  private static final Cleaner CLEANER = Cleaner.create();

  private final PoolCore core;
  private final Throwable opened;

  private LeakWatch(PoolCore core) {
    this.core = core;
    this.opened = new Throwable("opened here");
  }

  /** Watches {@code pool}; what runs later must not reach it, so it knows the core only. */
  static Cleaner.Cleanable over(BufferPool pool, PoolCore core) {
    return CLEANER.register(pool, new LeakWatch(core));
  }

  @Override
  public void run() {
    if (core.isClosing()) {
      return;
    }
    LOG.log(
        Level.WARNING,
        "a buffer pool on " + core.store.describe() + " was never closed; closing it now",
        opened);
    try {
      core.close(true);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "closing it failed", e);
    }
  }
}
