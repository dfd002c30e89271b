package dev.latchtree.lab.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an engine is asked to do with what it is given; how far it goes, {@link Engine} says. */
public enum Mode {
  /** Keep it in memory. */
  MEMORY,
  /** Write it to files, and let nobody wait for that. */
  RELAXED,
  /** Acknowledge it when it is on the disk; those who wait at the same time may share a sync. */
  DURABLE;

  /** As options and reports name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Mode> named(String label) {
    return Arrays.stream(values()).filter(mode -> mode.label().equals(label)).findFirst();
  }
}
