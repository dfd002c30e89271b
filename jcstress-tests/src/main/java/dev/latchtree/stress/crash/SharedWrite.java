package dev.latchtree.stress.crash;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a call does to a key that several threads write.
 *
 * @param place the key
 * @param condition when it does anything
 * @param expected the value it must find, if the condition asks for one; null for none
 * @param number the value it leaves, null for none
 */
record SharedWrite(
    String place, Condition condition, @Nullable Long expected, @Nullable Long number) {

  enum Condition {
    ALWAYS,
    /** Only if there is a value. */
    PRESENT,
    /** Only if the value is the expected one. */
    EXPECTED
  }

  /** Whether it changes a key that has this value. */
  boolean succeedsOn(@Nullable Long value) {
    return switch (condition) {
      case ALWAYS -> true;
      case PRESENT -> value != null;
      case EXPECTED -> Objects.equals(value, expected);
    };
  }
}
