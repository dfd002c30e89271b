package dev.latchtree.lab.quickwins;

import dev.latchtree.wal.SyncPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a write is made: as at first, with each change alone, and with all of them. */
public enum Variant {
  /** Under a lock between processes, with a sync of its own, after a read of the same key. */
  BEFORE(true, Syncs.OWN, true),
  /** The same, but the process owns its files: there is no lock for each write. */
  IN_PROCESS(false, Syncs.OWN, true),
  /** The same as before, but nobody waits for a sync: there is one every 100 ms. */
  FLUSH_INTERVAL(true, Syncs.NOW_AND_THEN, true),
  /** The same as before, without the read. */
  BLIND_WRITE(true, Syncs.OWN, false),
  /** All three. */
  ALL(false, Syncs.NOW_AND_THEN, false),
  /** All three, but with shared syncs that writes wait for: nothing can be lost. */
  ALL_DURABLE(false, Syncs.SHARED, false);

  /** Between syncs that nobody waits for. */
  static final Duration INTERVAL = Duration.ofMillis(100);

  private final boolean locked;
  private final Syncs syncs;
  private final boolean readFirst;

  private enum Syncs {
    OWN,
    SHARED,
    NOW_AND_THEN
  }

  Variant(boolean locked, Syncs syncs, boolean readFirst) {
    this.locked = locked;
    this.syncs = syncs;
    this.readFirst = readFirst;
  }

  /** As options and reports name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Variant> named(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  /** Whether each write holds a lock that keeps other processes out. */
  boolean isLocked() {
    return locked;
  }

  /** Whether each write reads its key first. */
  boolean readsFirst() {
    return readFirst;
  }

  SyncPolicy policy() {
    return switch (syncs) {
      case OWN -> SyncPolicy.always();
      case SHARED -> SyncPolicy.group();
      case NOW_AND_THEN -> SyncPolicy.interval(INTERVAL);
    };
  }

  String inWords() {
    return String.join(
        ", ",
        locked ? "lock between processes" : "in-process",
        switch (syncs) {
          case OWN -> "a sync for each write";
          case SHARED -> "writes wait for syncs that they share";
          case NOW_AND_THEN -> "a sync every 100 ms that nobody waits for";
        },
        readFirst ? "read before write" : "no read");
  }
}
