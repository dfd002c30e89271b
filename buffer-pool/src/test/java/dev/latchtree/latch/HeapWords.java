package dev.latchtree.latch;

import dev.latchtree.memory.WordAccess;
import java.util.concurrent.atomic.AtomicLongArray;

/** Words in a heap array, named by their index: what a model checker can follow. */
final class HeapWords extends WordAccess {

  private final AtomicLongArray words;

  HeapWords(int count) {
    words = new AtomicLongArray(count);
  }

  @Override
  public long getVolatile(long word) {
    return words.get((int) word);
  }

  @Override
  public long get(long word) {
    return words.getPlain((int) word);
  }

  @Override
  public void putRelease(long word, long value) {
    words.setRelease((int) word, value);
  }

  @Override
  public boolean cas(long word, long expected, long value) {
    return words.compareAndSet((int) word, expected, value);
  }

  @Override
  public long add(long word, long increment) {
    return words.addAndGet((int) word, increment);
  }
}
