package dev.latchtree.latch;

import dev.latchtree.memory.Memory;
import dev.latchtree.spi.WaitStrategy;
import java.util.function.LongUnaryOperator;

/** The latch over words off the heap, named by their handle: the one that production loads. */
public class OffHeapLatch extends HybridLatch {

  /**
   * A latch for any number of words.
   *
   * @param strategy how to wait before parking
   * @param nameOf turns a word into what events should call it, a page id for example
   */
  public OffHeapLatch(WaitStrategy strategy, LongUnaryOperator nameOf) {
    super(strategy, nameOf);
  }

  @Override
  public long getVolatile(long word) {
    return Memory.getLongVolatile(word, 0);
  }

  @Override
  public long get(long word) {
    return Memory.getLong(word, 0);
  }

  @Override
  public void putRelease(long word, long value) {
    Memory.putLongRelease(word, 0, value);
  }

  @Override
  public boolean cas(long word, long expected, long value) {
    return Memory.casLong(word, 0, expected, value);
  }

  @Override
  public long add(long word, long increment) {
    return Memory.addLong(word, 0, increment);
  }
}
