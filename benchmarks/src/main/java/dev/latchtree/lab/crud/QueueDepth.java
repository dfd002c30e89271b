package dev.latchtree.lab.crud;

import dev.latchtree.lab.engine.LatchTreeStore;
import dev.latchtree.lab.engine.StoreUnderTest;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks again and again, in a thread of its own, how many writers wait for the logs of some stores.
 * Figures are there once it was closed.
 */
final class QueueDepth implements AutoCloseable {

  private static final long PERIOD_MILLIS = 20;

  private final List<StoreUnderTest> stores;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = new Thread(this::look, "lab-queue-depth");
  private long looks;
  private long sum;
  private long most;

  private QueueDepth(List<StoreUnderTest> stores) {
    this.stores = stores;
    thread.setDaemon(true);
  }

  static QueueDepth watch(List<StoreUnderTest> stores) {
    QueueDepth depth = new QueueDepth(stores);
    depth.thread.start();
    return depth;
  }

  private void look() {
    try {
      do {
        for (StoreUnderTest store : stores) {
          Long waiting = store.gauges().get(LatchTreeStore.WAITING);
          if (waiting != null) {
            looks++;
            sum += waiting;
            most = Math.max(most, waiting);
          }
        }
      } while (!over.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** In one store, on average; null if no store tells. */
  @Nullable Double mean() {
    return looks == 0 ? null : (Double) ((double) sum / looks);
  }

  /** In one store, of all times that anybody looked; null if no store tells. */
  @Nullable Double most() {
    return looks == 0 ? null : (Double) (double) most;
  }

  @Override
  public void close() {
    over.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a queue was watched", e);
    }
  }
}
