package dev.latchtree.lab.scale;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What threads do, one key at a time. */
public enum ScaleWorkload {
  /** Reads the value of a key that is there. */
  GET("the value of a key that is there, drawn uniformly"),
  /** Sets the value of a key that is there. */
  PUT("another value for a key that is there, drawn uniformly"),
  /** Half {@link #GET}, half {@link #PUT}; some keys are much more popular than others. */
  MIXED("half get, half put, keys by Zipf with 0.99"),
  /** Sets the values of very few keys: all threads want the same latches. */
  HOT_PUT("another value for one of %d keys that lie far apart".formatted(ScaleBench.HOT_KEYS)),
  /** Inserts keys in ascending order: all threads want the last leaf, which splits. */
  APPEND("a new key behind all others; at most as many as there were, removed between rounds");

  private final String what;

  ScaleWorkload(String what) {
    this.what = what;
  }

  /** As options and reports name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** For people. */
  String what() {
    return what;
  }

  public static Optional<ScaleWorkload> named(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }
}
