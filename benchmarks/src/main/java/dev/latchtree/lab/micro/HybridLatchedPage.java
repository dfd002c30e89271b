package dev.latchtree.lab.micro;

import dev.latchtree.latch.HybridLatch;
import dev.latchtree.latch.OffHeapLatch;
import dev.latchtree.spi.WaitStrategy;
import java.util.function.LongUnaryOperator;

/** The wait strategy is the default's unless {@code -Dlatchtree.bench.wait} names another. */
final class HybridLatchedPage implements LatchedPage {

  private static final WaitStrategy STRATEGY =
      WaitStrategy.named(System.getProperty("latchtree.bench.wait", "SPIN_THEN_PARK"));

  private final HybridLatch latch = new OffHeapLatch(STRATEGY, LongUnaryOperator.identity());
  private final PageBytes bytes;
  private final long word;

  HybridLatchedPage(PageBytes bytes) {
    this.bytes = bytes;
    this.word = bytes.latchWord();
  }

  @Override
  public long readOptimistically() {
    long seen = latch.awaitVersion(word);
    long sum = bytes.read();
    return latch.validate(word, seen) ? sum : readAgain();
  }

  /** The rare case, out of the way of the usual one. */
  private long readAgain() {
    for (int attempt = 0; STRATEGY.pause(attempt); attempt++) {
      long seen = latch.awaitVersion(word);
      long sum = bytes.read();
      if (latch.validate(word, seen)) {
        return sum;
      }
    }
    return readShared();
  }

  @Override
  public long readShared() {
    latch.lockShared(word);
    try {
      return bytes.read();
    } finally {
      latch.unlockShared(word);
    }
  }

  @Override
  public void write() {
    latch.lockExclusive(word);
    try {
      bytes.write();
    } finally {
      latch.unlockExclusive(word);
    }
  }

  @Override
  public void lockAndUnlock() {
    latch.lockExclusive(word);
    latch.unlockExclusive(word);
  }
}
