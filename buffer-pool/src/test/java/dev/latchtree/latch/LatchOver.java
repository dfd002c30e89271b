package dev.latchtree.latch;

import dev.latchtree.memory.WordAccess;
import dev.latchtree.spi.WaitStrategy;
import java.util.function.LongUnaryOperator;

/** The latch over any words: those of a model checker, or some that do not do as they should. */
public final class LatchOver extends HybridLatch {

  private final WordAccess words;

  public LatchOver(WordAccess words, WaitStrategy strategy, LongUnaryOperator nameOf) {
    super(strategy, nameOf);
    this.words = words;
  }

  @Override
  public long getVolatile(long word) {
    return words.getVolatile(word);
  }

  @Override
  public long get(long word) {
    return words.get(word);
  }

  @Override
  public void putRelease(long word, long value) {
    words.putRelease(word, value);
  }

  @Override
  public boolean cas(long word, long expected, long value) {
    return words.cas(word, expected, value);
  }

  @Override
  public long add(long word, long increment) {
    return words.add(word, increment);
  }
}
