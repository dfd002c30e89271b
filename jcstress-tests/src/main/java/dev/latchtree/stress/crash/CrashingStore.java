package dev.latchtree.stress.crash;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.latchtree.Batch;
import dev.latchtree.Cursor;
import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.TreeStats;
import dev.latchtree.Verification;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.sim.SimulatedDisk;
import dev.latchtree.stress.explore.Explorer;
import dev.latchtree.stress.explore.SteppedStorage;
import dev.latchtree.stress.subject.Figures;
import dev.latchtree.wal.SyncPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A small store on a simulated disk whose power fails, and what it has promised to its writers.
 * Keys of all writers lie side by side; each writes its own.
 */
final class CrashingStore {

  private static final String TREE = "tree";
  private static final String NOBODY = "nobody";
  private static final String PREFIX = "k".repeat(477);
  private static final int VALUE_LENGTH = 400;
  private static final int KEYS_PER_BATCH = 8;

  private final SimulatedDisk disk = new SimulatedDisk();
  private final StoreOptions options;
  private final Storage storage;
  private final LatchStore store;
  private final LatchTree tree;
  private final Explorer explorer;
  private final Map<String, Promise> promises = new TreeMap<>();

  CrashingStore(LatchProtocol protocol, Explorer explorer, UnaryOperator<Storage> wrapping)
      throws IOException {
    this.explorer = explorer;
    options =
        CrashSettings.small(protocol, SyncPolicy.group())
            .logPrepareAhead(false)
            .waitStrategy(Explorer.WAITING)
            .build();
    storage = new SteppedStorage(wrapping.apply(disk.storage()));
    store = LatchStore.open(storage, options);
    tree = store.tree(TREE);
  }

  // ---- before the threads begin

  /** Puts the multiples of ten below {@code end}. */
  void prepare(int end) {
    Promise nobodys = promise(NOBODY);
    for (int from = 0; from < end; from += 10 * KEYS_PER_BATCH) {
      List<String> names = new ArrayList<>();
      for (int key = from; key < Math.min(end, from + 10 * KEYS_PER_BATCH); key += 10) {
        names.add(name(key, NOBODY));
      }
      nobodys.begin(names, "first");
      putAll(names, "first");
      nobodys.acknowledge();
    }
  }

  private void putAll(List<String> names, String value) {
    try (Batch batch = store.batch()) {
      names.forEach(name -> batch.put(tree, bytes(name), value(value)));
      batch.commit();
    }
  }

  /** Removes those from {@code from} to {@code to} of what was prepared. */
  void removePrepared(int from, int to) {
    Promise nobodys = promise(NOBODY);
    for (int key = from; key <= to; key += 10) {
      nobodys.begin(List.of(name(key, NOBODY)), "");
      tree.remove(bytes(name(key, NOBODY)));
      nobodys.acknowledge();
    }
  }

  void tidy() {
    store.tidy();
  }

  private Promise promise(String owner) {
    return promises.computeIfAbsent(owner, Promise::new);
  }

  Writer writer(String name) {
    return new Writer(name, promise(name));
  }

  CrashingStore thread(String name, Explorer.Work work) {
    explorer.thread(
        name,
        () -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            if (!disk.isCrashed()) {
              throw e;
            }
            Faults.require(e);
          }
        });
    return this;
  }

  // ---- what threads do

  void checkpoint() {
    store.checkpoint();
  }

  void get(int key) {
    tree.get(bytes(name(key - key % 10, NOBODY)));
  }

  /** One thread's keys, and what it was promised. */
  final class Writer {

    private final String owner;
    private final Promise promise;

    Writer(String owner, Promise promise) {
      this.owner = owner;
      this.promise = promise;
    }

    /** Puts keys before the threads begin. */
    Writer prepare(int... keys) {
      for (int key : keys) {
        put(key);
      }
      return this;
    }

    void put(int key) {
      String value = next();
      promise.begin(List.of(name(key, owner)), value);
      tree.put(bytes(name(key, owner)), value(value));
      promise.acknowledge();
    }

    void remove(int key) {
      promise.begin(List.of(name(key, owner)), "");
      tree.remove(bytes(name(key, owner)));
      promise.acknowledge();
    }

    void putAll(int... keys) {
      String value = next();
      promise.begin(names(keys), value);
      CrashingStore.this.putAll(names(keys), value);
      promise.acknowledge();
    }

    void removeAll(int... keys) {
      promise.begin(names(keys), "");
      try (Batch batch = store.batch()) {
        names(keys).forEach(name -> batch.remove(tree, bytes(name)));
        batch.commit();
      }
      promise.acknowledge();
    }

    private List<String> names(int... keys) {
      return Arrays.stream(keys).mapToObj(key -> name(key, owner)).toList();
    }

    /** A value that was never written before. */
    private String next() {
      return owner + promise.calls();
    }
  }

  // ---- the crash

  /** The power fails now, if it has not yet. */
  void crash(long seed) {
    disk.crash(seed);
  }

  Figures figures() {
    TreeStats stats = tree.stats();
    TreeStats.Counters counters = stats.counters();
    return new Figures(
        stats.height(),
        stats.levels().get(0).cells(),
        counters.splits(),
        counters.merges(),
        counters.posts(),
        counters.rightMoves(),
        counters.restarts(),
        counters.latchWaits());
  }

  /** Lets go of what is left of the store in memory. */
  void bury() throws IOException {
    try (storage) {
      store.close();
    } catch (RuntimeException e) {
      Faults.require(e);
    }
  }

  /**
   * Opens the store again, twice, and looks at all that is in it.
   *
   * @throws AssertionError if it is not sound, or not what was promised
   */
  void requireRecovered() throws IOException {
    Map<String, String> recovered;
    try (Storage booted = disk.boot();
        LatchStore again = LatchStore.open(booted, options)) {
      recovered = contents(again);
      Map<String, Map<String, String>> parts = new TreeMap<>();
      promises.keySet().forEach(owner -> parts.put(owner, new TreeMap<>()));
      recovered.forEach(
          (name, value) -> {
            Map<String, String> part = parts.get(name.substring(name.indexOf('-') + 1));
            if (part == null) {
              throw new AssertionError("nobody wrote " + name);
            }
            part.put(name, value);
          });
      promises.forEach((owner, promise) -> promise.require(parts.getOrDefault(owner, Map.of())));
      again.tree(TREE).put(bytes(name(5, NOBODY)), value("last"));
      recovered.put(name(5, NOBODY), "last");
    }
    try (Storage running = disk.storage();
        LatchStore again = LatchStore.open(running, options)) {
      Map<String, String> found = contents(again);
      if (!found.equals(recovered)) {
        throw new AssertionError(
            "recovered was %s, and then there is %s".formatted(recovered, found));
      }
    }
  }

  private static Map<String, String> contents(LatchStore store) {
    Verification found = store.verify().requireSound();
    if (!found.quiet()) {
      throw new AssertionError("somebody is at work in a store that was only opened");
    }
    Map<String, String> contents = new TreeMap<>();
    try (Cursor cursor = store.tree(TREE).cursor()) {
      while (cursor.next()) {
        String key = new String(cursor.key(), US_ASCII);
        contents.put(key.substring(PREFIX.length()), text(cursor.value()));
      }
    }
    return contents;
  }

  // ---- keys and values

  private static String name(int key, String owner) {
    return "%04d-%s".formatted(key, owner);
  }

  private static byte[] bytes(String name) {
    return (PREFIX + name).getBytes(US_ASCII);
  }

  private static byte[] value(String text) {
    return padded(text).getBytes(US_ASCII);
  }

  private static String padded(String text) {
    return text + ".".repeat(VALUE_LENGTH - text.length());
  }

  private static String text(byte[] value) {
    String text = new String(value, US_ASCII);
    int end = text.indexOf('.');
    if (end < 0 || !text.equals(padded(text.substring(0, end)))) {
      throw new AssertionError("a torn value: " + text);
    }
    return text.substring(0, end);
  }
}
