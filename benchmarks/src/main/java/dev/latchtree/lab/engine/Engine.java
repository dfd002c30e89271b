package dev.latchtree.lab.engine;

import dev.latchtree.spi.LatchProtocol;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

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

  /**
   * A new, empty one.
   *
   * @param poolBytes memory for pages; without meaning for those that live on the heap
   */
  public StoreUnderTest open(long poolBytes) {
    return switch (this) {
      case OPTIMISTIC_BLINK, BLINK, LATCH_COUPLING, COARSE_LOCK ->
          LatchTreeStore.open(LatchProtocol.valueOf(variant), poolBytes);
      case SKIP_LIST_BYTES ->
          new MapStore<>(
              new ConcurrentSkipListMap<>(Arrays::compareUnsigned), KeyForm.OfBytes::new);
      case SKIP_LIST_LONG -> new MapStore<>(new ConcurrentSkipListMap<>(), KeyForm.OfLong::new);
      case TREE_MAP_BYTES ->
          new LockedMapStore<>(new TreeMap<>(Arrays::compareUnsigned), KeyForm.OfBytes::new);
      case TREE_MAP_LONG -> new LockedMapStore<>(new TreeMap<>(), KeyForm.OfLong::new);
    };
  }
}
