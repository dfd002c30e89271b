package dev.latchtree.lab.engine;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.wal.Tier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** What can be compared. */
public enum Engine {
  OPTIMISTIC_BLINK(Engine.LATCHTREE, "OPTIMISTIC_BLINK"),
  BLINK(Engine.LATCHTREE, "BLINK"),
  LATCH_COUPLING(Engine.LATCHTREE, "LATCH_COUPLING"),
  COARSE_LOCK(Engine.LATCHTREE, "COARSE_LOCK"),
  SKIP_LIST_BYTES("ConcurrentSkipListMap", "bytes"),
  SKIP_LIST_LONG("ConcurrentSkipListMap", "Long"),
  TREE_MAP_BYTES("LockedTreeMap", "bytes"),
  TREE_MAP_LONG("LockedTreeMap", "Long");

  private static final String LATCHTREE = "latchtree";

  private final String engine;
  private final String variant;

  Engine(String engine, String variant) {
    this.engine = engine;
    this.variant = variant;
  }

  /** What reports call it. */
  public String engine() {
    return engine;
  }

  /** What tells it from others that reports call the same: the protocol, or the kind of keys. */
  public String variant() {
    return variant;
  }

  /** As options name it. */
  public String label() {
    return engine + ":" + variant;
  }

  /** Whether {@code name} is the label, or the part of it before or behind the colon. */
  public boolean isNamed(String name) {
    return name.equalsIgnoreCase(label())
        || name.equalsIgnoreCase(engine)
        || name.equalsIgnoreCase(variant);
  }

  /** Whether it keeps its entries outside the Java heap. */
  public boolean isOffHeap() {
    return engine.equals(LATCHTREE);
  }

  /** The variant, and how it is used, as reports show them. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    if (isOffHeap()) {
      settings.put("protocol", variant);
      settings.put("access", "Bytes");
    } else {
      settings.put("keys", variant);
    }
    return settings;
  }

  /** Whether it can be what is asked for. */
  public boolean supports(Mode mode, Shape shape) {
    return switch (this) {
      case OPTIMISTIC_BLINK, BLINK, LATCH_COUPLING, COARSE_LOCK -> true;
      case SKIP_LIST_BYTES, TREE_MAP_BYTES -> mode == Mode.MEMORY;
      case SKIP_LIST_LONG, TREE_MAP_LONG -> mode == Mode.MEMORY && shape.keys() == KeyShape.NUMBER;
    };
  }

  /** How far a write has come when it returns. */
  public Tier tier(Mode mode) {
    return switch (mode) {
      case MEMORY -> Tier.MEMORY;
      case RELAXED -> Tier.PROCESS_SAFE;
      case DURABLE -> Tier.POWER_SAFE;
    };
  }

  /** What it was asked to do, in words, for those who know it and would check. */
  public String inWords(Mode mode) {
    return switch (this) {
      case OPTIMISTIC_BLINK, BLINK, LATCH_COUPLING, COARSE_LOCK -> LatchTreeStore.inWords(mode);
      case SKIP_LIST_BYTES, SKIP_LIST_LONG -> "as it is; values copied in and out";
      case TREE_MAP_BYTES, TREE_MAP_LONG ->
          "under a ReentrantReadWriteLock; values copied in and out";
    };
  }

  /**
   * A new, empty one.
   *
   * @throws IllegalArgumentException if it does not {@linkplain #supports support} that
   */
  public StoreUnderTest open(Setup setup) {
    Shape shape = setup.shape();
    if (!supports(setup.mode(), shape)) {
      throw new IllegalArgumentException(label() + " cannot be " + setup);
    }
    return switch (this) {
      case OPTIMISTIC_BLINK, BLINK, LATCH_COUPLING, COARSE_LOCK ->
          LatchTreeStore.open(LatchProtocol.valueOf(variant), setup);
      case SKIP_LIST_BYTES ->
          new MapStore<>(new ConcurrentSkipListMap<>(Arrays::compareUnsigned), bytes(shape), shape);
      case SKIP_LIST_LONG ->
          new MapStore<>(new ConcurrentSkipListMap<>(), KeyForm.OfLong::new, shape);
      case TREE_MAP_BYTES ->
          new LockedMapStore<>(new TreeMap<>(Arrays::compareUnsigned), bytes(shape), shape);
      case TREE_MAP_LONG -> new LockedMapStore<>(new TreeMap<>(), KeyForm.OfLong::new, shape);
    };
  }

  private static Supplier<KeyForm<byte[]>> bytes(Shape shape) {
    return () -> new KeyForm.OfBytes(shape.keys());
  }
}
