package dev.latchtree.lab.engine;

import dev.latchtree.wal.Tier;
import java.util.Map;
import java.util.Optional;

/** What there is to say of an engine, and how it is opened; {@link Engine} lists them. */
interface EngineSpec {

  /** What reports call it. */
  String engine();

  /** What tells it from others that reports call the same; empty if there are none. */
  default String variant() {
    return "";
  }

  /** As options name it. */
  default String label() {
    return variant().isEmpty() ? engine() : engine() + ":" + variant();
  }

  /** The variant, and how it is used, as reports show them. */
  Map<String, String> settings();

  /** Of the library that is measured. */
  String version();

  /** By its SPDX identifier. */
  String licence();

  /** Where it keeps what is in memory. */
  Home home(Mode mode);

  /** Why it cannot be that; empty if it can. */
  Optional<String> refusal(Mode mode, Shape shape);

  /**
   * How far a write has come when it returns, in a mode that it does not refuse. Most promise that
   * what the operating system has survives the process.
   */
  default Tier tier(Mode mode) {
    return switch (mode) {
      case MEMORY -> Tier.MEMORY;
      case RELAXED -> Tier.PROCESS_SAFE;
      case DURABLE -> Tier.POWER_SAFE;
    };
  }

  /** How it is used in that mode: durability, cache, what was set. */
  String inWords(Mode mode);

  /** A new, empty one, of a setup that it does not refuse. */
  StoreUnderTest open(Setup setup);
}
