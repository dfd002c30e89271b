package dev.latchtree.stress.history;

/** What a recorded call was asked to do with one key. */
public enum Operation {
  /** Answers the value, or {@link HistoryRecorder#ABSENT}. */
  GET,
  /** Answers whether there is a value. */
  CONTAINS,
  /** Sets the value, and answers nothing. */
  PUT,
  /** Sets the value and answers the one before. */
  GET_AND_PUT,
  /** Sets the value if there is none, and answers the one before. */
  PUT_IF_ABSENT,
  /** Sets the value if there is none, and answers whether. */
  ADD,
  /** Sets the value if there is one, and answers whether. */
  REPLACE,
  /** Sets the value if there is one, and answers the one before. */
  GET_AND_REPLACE,
  /** Sets the value if it is the expected one, and answers whether. */
  COMPARE_AND_SET,
  /** Removes the value, and answers whether there was one. */
  REMOVE,
  /** Removes the value and answers it. */
  GET_AND_REMOVE,
  /** Removes the value if it is the expected one, and answers whether. */
  COMPARE_AND_REMOVE,
  /** What a scan showed for the key. */
  SCAN,
  /** What a read of several keys at one instant answered for this one. */
  GET_ALL,
  /** What a batch set this key to; {@link HistoryRecorder#ABSENT} if it removed it. */
  BATCH,
  /** What was there when all calls were over. */
  CONTENTS,
  /** What was there after a crash. */
  SURVIVED;

  private static final Operation[] ALL = values();

  static Operation of(int ordinal) {
    return ALL[ordinal];
  }

  /** Whether it changes nothing, whatever it answers. */
  boolean isRead() {
    return switch (this) {
      case GET, CONTAINS, SCAN, GET_ALL, CONTENTS, SURVIVED -> true;
      default -> false;
    };
  }
}
