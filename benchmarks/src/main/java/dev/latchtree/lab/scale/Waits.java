package dev.latchtree.lab.scale;

import dev.latchtree.spi.WaitStrategy;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The wait strategies that stores come with. */
public enum Waits {
  SPIN_THEN_PARK,
  SPIN_THEN_YIELD,
  SPIN;

  /** What stores do unless they are told otherwise. */
  static final Waits USUAL = SPIN_THEN_PARK;

  WaitStrategy strategy() {
    return WaitStrategy.named(name());
  }

  /** As options and reports name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Waits> named(String label) {
    return Arrays.stream(values())
        .filter(one -> one.label().equals(label.toLowerCase(Locale.ROOT).replace('_', '-')))
        .findFirst();
  }
}
