package dev.latchtree.lab.engine;

/** Values of 100 bytes that begin with a mark. */
public final class Values {

  public static final int LENGTH = 100;

  private static final long DIGEST_FACTOR = 31;

  private Values() {}

  /** A new value that begins with {@code mark}. */
  public static byte[] of(long mark) {
    byte[] value = new byte[LENGTH];
    setMark(value, mark);
    return value;
  }

  static void setMark(byte[] value, long mark) {
    Keys.BIG_ENDIAN.set(value, 0, mark);
  }

  static long markOf(byte[] value) {
    return (long) Keys.BIG_ENDIAN.get(value, 0);
  }

  /** The digest of all entries up to this one: 0 for none. Another order has another digest. */
  public static long digest(long before, long key, long mark) {
    return before * DIGEST_FACTOR + (key ^ mark) + 1;
  }
}
