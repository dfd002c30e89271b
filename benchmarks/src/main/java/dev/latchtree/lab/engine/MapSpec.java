package dev.latchtree.lab.engine;

import dev.latchtree.wal.Tier;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** A map of the JDK: without files, and without a cache, as all of it is in memory. */
enum MapSpec implements EngineSpec {
  SKIP_LIST_BYTES("ConcurrentSkipListMap", "bytes") {
    @Override
    public StoreUnderTest open(Setup setup) {
      Shape shape = setup.shape();
      return new JdkMapStore<>(
          new ConcurrentSkipListMap<>(Arrays::compareUnsigned), bytes(shape), shape);
    }
  },
  SKIP_LIST_LONG("ConcurrentSkipListMap", "Long") {
    @Override
    public StoreUnderTest open(Setup setup) {
      return new JdkMapStore<>(new ConcurrentSkipListMap<>(), KeyForm.OfLong::new, setup.shape());
    }
  },
  TREE_MAP_BYTES("LockedTreeMap", "bytes") {
    @Override
    public StoreUnderTest open(Setup setup) {
      Shape shape = setup.shape();
      return new LockedMapStore<>(new TreeMap<>(Arrays::compareUnsigned), bytes(shape), shape);
    }
  },
  TREE_MAP_LONG("LockedTreeMap", "Long") {
    @Override
    public StoreUnderTest open(Setup setup) {
      return new LockedMapStore<>(new TreeMap<>(), KeyForm.OfLong::new, setup.shape());
    }
  };

  private final String engine;
  private final String variant;

  MapSpec(String engine, String variant) {
    this.engine = engine;
    this.variant = variant;
  }

  private static Supplier<KeyForm<byte[]>> bytes(Shape shape) {
    return () -> new KeyForm.OfBytes(shape.keys());
  }

  @Override
  public String engine() {
    return engine;
  }

  @Override
  public String variant() {
    return variant;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("keys", variant);
  }

  @Override
  public String version() {
    return System.getProperty("java.version");
  }

  @Override
  public String licence() {
    return "GPL-2.0-only WITH Classpath-exception-2.0";
  }

  @Override
  public Home home(Mode mode) {
    return Home.HEAP;
  }

  @Override
  public Optional<String> refusal(Mode mode, Shape shape) {
    if (mode != Mode.MEMORY) {
      return Optional.of("a map of the JDK has no files");
    }
    if (variant.equals("Long") && shape.keys() != KeyShape.NUMBER) {
      return Optional.of("its keys are numbers");
    }
    return Optional.empty();
  }

  @Override
  public Tier tier(Mode mode) {
    return Tier.MEMORY;
  }

  @Override
  public String inWords(Mode mode) {
    return engine.equals("LockedTreeMap")
        ? "under a ReentrantReadWriteLock; values copied in and out"
        : "as it is; values copied in and out";
  }
}
