package dev.latchtree.buffer;

import dev.latchtree.pagefile.Io;
import dev.latchtree.pagefile.IoHook;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Stops the first call it is meant for until the test lets it go on. */
final class Gate implements IoHook {

  private final Predicate<Io> which;
  private final AtomicBoolean used = new AtomicBoolean();
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);

  Gate(Predicate<Io> which) {
    this.which = which;
  }

  /** For callbacks that are no I/O: whoever passes first stops. */
  Gate() {
    this(io -> false);
  }

  @Override
  public void before(Io io) {
    if (which.test(io)) {
      pass();
    }
  }

  /** Stops here if nobody did before. */
  void pass() {
    if (used.compareAndSet(false, true)) {
      arrived.countDown();
      TestThreads.await(open, "the gate to be opened");
    }
  }

  void awaitArrival() {
    TestThreads.await(arrived, "a call to arrive at the gate");
  }

  void open() {
    open.countDown();
  }
}
