package dev.latchtree.lab.workload;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What threads do to a store. */
public enum Workload {
  /** Reads the value of a key that is there. */
  GET("ops/s"),
  /** Sets the value of a key that is there. */
  PUT("ops/s"),
  /** Sets the value of a key that is not there: the store grows. */
  INSERT("ops/s"),
  /** Half {@link #GET}, half {@link #PUT}; some keys are much more popular than others. */
  MIXED("ops/s"),
  /** Reads 100 entries in order, from a key that is there; counted as one operation. */
  SCAN("ops/s"),
  /** Removes a key and inserts another; both together are one operation. */
  CHURN("ops/s"),
  /** Nothing: tells how much of the Java heap is in use when the store is full. */
  HEAP("MiB");

  private final String unit;

  Workload(String unit) {
    this.unit = unit;
  }

  /** Of its figure. */
  public String unit() {
    return unit;
  }

  /** As options and reports name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Workload> named(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  /** Whether it changes which keys there are. */
  boolean changesKeys() {
    return this == INSERT || this == CHURN;
  }
}
