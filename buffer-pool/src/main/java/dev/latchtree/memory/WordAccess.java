package dev.latchtree.memory;

/**
 * How an algorithm reaches the 64-bit words it synchronises on.
 *
 * <p>Latches are written over this class instead of over addresses, so that a model checker, which
 * cannot follow raw memory, can run the very same code over a heap array. Production loads one
 * subclass only; the JIT then binds each call directly, without a type check (it is a class and not
 * an interface for that reason).
 *
 * <p>A {@code word} names a word: the handle of an 8-byte aligned one off the heap, an index in the
 * test's array.
 */
public abstract class WordAccess {

  /** Reads with volatile semantics: later reads of this thread are not moved before it. */
  public abstract long getVolatile(long word);

  /** Reads without order; only for the holder of a latch, or right behind an acquire fence. */
  public abstract long get(long word);

  /** Writes with release semantics: earlier writes of this thread are not moved behind it. */
  public abstract void putRelease(long word, long value);

  /** Compares and sets, with the effect of a full fence when it succeeds. */
  public abstract boolean cas(long word, long expected, long value);

  /** Adds atomically with the effect of a full fence; returns the new value. */
  public abstract long add(long word, long increment);
}
