package dev.latchtree.lab.engine;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.wal.Tier;
import java.util.Map;
import java.util.Optional;

/** What can be compared. */
public enum Engine {
  OPTIMISTIC_BLINK(new LatchTreeSpec(LatchProtocol.OPTIMISTIC_BLINK)),
  BLINK(new LatchTreeSpec(LatchProtocol.BLINK)),
  LATCH_COUPLING(new LatchTreeSpec(LatchProtocol.LATCH_COUPLING)),
  COARSE_LOCK(new LatchTreeSpec(LatchProtocol.COARSE_LOCK)),
  SKIP_LIST_BYTES(MapSpec.SKIP_LIST_BYTES),
  SKIP_LIST_LONG(MapSpec.SKIP_LIST_LONG),
  TREE_MAP_BYTES(MapSpec.TREE_MAP_BYTES),
  TREE_MAP_LONG(MapSpec.TREE_MAP_LONG),
  TUPL(new TuplPeer()),
  MAPDB(new MapDbPeer()),
  MVSTORE(new MvStorePeer()),
  LMDB(new LmdbPeer()),
  ROCKSDB(new RocksDbPeer()),
  XODUS(new XodusPeer()),
  JE(new JePeer());

  @SuppressWarnings("ImmutableEnumChecker") // no spec has anything that changes
  private final EngineSpec spec;

  Engine(EngineSpec spec) {
    this.spec = spec;
  }

  /** What reports call it. */
  public String engine() {
    return spec.engine();
  }

  /**
   * What tells it from others that reports call the same: the protocol, or the kind of keys. Empty
   * if no other is called so.
   */
  public String variant() {
    return spec.variant();
  }

  /** As options name it. */
  public String label() {
    return spec.label();
  }

  /** Whether {@code name} is the label, or the part of it before or behind the colon. */
  public boolean isNamed(String name) {
    return name.equalsIgnoreCase(label())
        || name.equalsIgnoreCase(engine())
        || (!variant().isEmpty() && name.equalsIgnoreCase(variant()));
  }

  /** The version that is measured. */
  public String version() {
    return spec.version();
  }

  /** Under what licence its makers give it away, by its SPDX identifier. */
  public String licence() {
    return spec.licence();
  }

  /** Where it keeps what it has in memory. */
  public Home home(Mode mode) {
    return spec.home(mode);
  }

  /** The variant, and how it is used, as reports show them. */
  public Map<String, String> settings() {
    return spec.settings();
  }

  /** Whether it can be what is asked for. */
  public boolean supports(Mode mode, Shape shape) {
    return refusal(mode, shape).isEmpty();
  }

  /** Why it cannot be what is asked for; empty if it can. */
  public Optional<String> refusal(Mode mode, Shape shape) {
    return spec.refusal(mode, shape);
  }

  /**
   * How far a write has come when it returns: what is promised, not what luck may add.
   *
   * @param mode one that it supports
   */
  public Tier tier(Mode mode) {
    return spec.tier(mode);
  }

  /**
   * What it was asked to do, in words, for those who know it and would check.
   *
   * @param mode one that it supports
   */
  public String inWords(Mode mode) {
    return spec.version() + ": " + spec.inWords(mode);
  }

  /**
   * A new, empty one.
   *
   * @throws IllegalArgumentException if it does not {@linkplain #supports support} that
   */
  public StoreUnderTest open(Setup setup) {
    refusal(setup.mode(), setup.shape())
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(label() + " cannot be " + setup + ": " + why);
            });
    return spec.open(setup);
  }
}
