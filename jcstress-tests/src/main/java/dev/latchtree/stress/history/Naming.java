package dev.latchtree.stress.history;

/**
 * How the numbers that stand for keys and values are shown, and how keys are ordered, which only
 * scans ask for.
 */
public interface Naming {

  /** A key for people. */
  String key(long key);

  /** A value for people; never asked for {@link HistoryRecorder#ABSENT}. */
  String value(long value);

  /** The order of the map. */
  int compareKeys(long one, long other);

  /** Numbers as they are, in their own order. */
  static Naming numbers() {
    return new Naming() {
      @Override
      public String key(long key) {
        return Long.toString(key);
      }

      @Override
      public String value(long value) {
        return Long.toString(value);
      }

      @Override
      public int compareKeys(long one, long other) {
        return Long.compare(one, other);
      }
    };
  }

  /** Keys are the byte strings that {@code keys} numbered, values are numbers. */
  static Naming of(ByteStrings keys) {
    return new ByteNaming(keys, null);
  }

  /** Keys and values are byte strings; both may be numbered by the same. */
  static Naming of(ByteStrings keys, ByteStrings values) {
    return new ByteNaming(keys, values);
  }
}
