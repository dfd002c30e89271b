package dev.latchtree.lab.crud;

import dev.latchtree.lab.report.Figures;
import dev.latchtree.wal.SyncPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** When writes are synced, by the names that DocDB has for them. */
public enum Policy {
  /** Each write waits for a sync of its own. */
  ALWAYS,
  /** Each write waits for a sync that it may share. */
  GROUP,
  /** Nobody waits; what was written is synced now and then. */
  INTERVAL,
  /** Nobody waits, and nothing is synced but by checkpoints. */
  NONE;

  private static final Duration PERIOD = Duration.ofMillis(100);

  SyncPolicy policy() {
    return switch (this) {
      case ALWAYS -> SyncPolicy.always();
      case GROUP -> SyncPolicy.group();
      case INTERVAL -> SyncPolicy.interval(PERIOD);
      case NONE -> SyncPolicy.os();
    };
  }

  /** As options and reports name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Policy> named(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  String inWords() {
    return switch (this) {
      case ALWAYS -> "SyncPolicy.always(): a write returns when a sync of its own is done";
      case GROUP -> "SyncPolicy.group(): a write returns when its record is synced";
      case INTERVAL ->
          "SyncPolicy.interval(%s): a write returns at once, and is synced within that time"
              .formatted(Figures.duration(PERIOD));
      case NONE -> "SyncPolicy.os(): a write returns when the operating system has its record";
    };
  }
}
