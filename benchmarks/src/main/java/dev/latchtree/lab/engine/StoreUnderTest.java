package dev.latchtree.lab.engine;

import java.util.Map;

/**
 * An ordered map as workloads see it: keys are numbers of 63 bits, values 100 bytes that begin with
 * a mark. What an engine makes of a key is its own business; all of them order keys as the numbers
 * are ordered, and copy values in and out. For any number of threads, each with a session.
 */
public interface StoreUnderTest extends AutoCloseable {

  /** The answer of {@link Session#get} if there is no value; no mark is negative. */
  long ABSENT = -1;

  /** For one thread at a time; keeps what that thread can use again. */
  Session session();

  /** How many entries there are; exact only while nobody writes. */
  long count();

  /** What happened inside since it was opened, by name; empty if nobody counts. */
  default Map<String, Long> events() {
    return Map.of();
  }

  /** What it shows at this moment, by name, also while others work; empty if it shows nothing. */
  default Map<String, Long> gauges() {
    return Map.of();
  }

  /**
   * It has its entries, and is measured from now on. What it would do with them sooner or later it
   * may do now, untimed.
   */
  default void filled() {
    settle();
  }

  /** Ends what goes on behind the scenes, so that it disturbs nobody who is measured next. */
  default void settle() {}

  @Override
  void close();

  /** What one thread does. */
  interface Session extends AutoCloseable {

    /** Copies the value out and returns its mark, or {@link #ABSENT}. */
    long get(long key);

    /** Sets the value to one that begins with {@code mark}, copying it in. */
    void put(long key, long mark);

    /** Removes the key; returns whether it was there. */
    boolean remove(long key);

    /**
     * Copies out keys and values, in ascending order from {@code from} on, itself included.
     *
     * @param limit how many at most
     * @return a {@link Values#digest digest} of all of them, in their order
     */
    long scan(long from, int limit);

    @Override
    void close();
  }
}
