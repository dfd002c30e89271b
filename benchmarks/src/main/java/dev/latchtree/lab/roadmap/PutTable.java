package dev.latchtree.lab.roadmap;

import dev.latchtree.Entry;
import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.lab.engine.Keys;
import dev.latchtree.lab.engine.Values;
import dev.latchtree.lab.log.Disk;
import dev.latchtree.storage.Storage;
import dev.latchtree.wal.LogStats;
import dev.latchtree.wal.Tier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One table as a {@link Step} builds it: one store or several, each with its own log in its own
 * directory. It stays open over all rounds; checkpoints are made between rounds only, and only
 * here. Puts may come from any number of threads; all else is for one.
 */
public final class PutTable implements AutoCloseable {

  private static final String TREE = "puts";
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  /** A leaf holds several times as many entries. */
  private static final int KEYS_PER_TOUCH = 32;

  private static final int SEGMENT = 64 << 20;
  private static final int RING = 16 << 20;
  private static final int SEGMENT_OF_MANY = 16 << 20;
  private static final int RING_OF_MANY = 8 << 20;

  /** A quarter of it has room for a batch of which every put splits a page, each with its image. */
  private static final int RING_FOR_BATCHES = 32 << 20;

  private static final long CHECKPOINT_RATE = 1L << 30;

  private final Step step;
  private final TableSize size;
  private final Disk disk;
  private final String name;
  private final List<Storage> storages = new ArrayList<>();
  private final List<LatchStore> stores = new ArrayList<>();
  private final List<LatchTree> trees = new ArrayList<>();
  private boolean steady;

  /** Opens nothing yet. */
  public PutTable(Step step, TableSize size, Disk disk, String name) {
    this.step = step;
    this.size = size;
    this.disk = disk;
    this.name = name;
  }

  Step step() {
    return step;
  }

  TableSize size() {
    return size;
  }

  /** Memory that it takes outside the heap. */
  public static long memoryNeeded(Step step, TableSize size) {
    return step.partitions() * (size.poolBytes(step.partitions()) + ringSize(step));
  }

  private static int ringSize(Step step) {
    if (step.batch() > 1) {
      return RING_FOR_BATCHES;
    }
    return step.partitions() == 1 ? RING : RING_OF_MANY;
  }

  /** Makes and loads it, if that has not been done. */
  public void open() throws IOException {
    if (!stores.isEmpty()) {
      return;
    }
    List<long[]> loaded = loadedKeys();
    for (int i = 0; i < step.partitions(); i++) {
      Storage storage = disk.open(step.partitions() == 1 ? name : name + "-" + i);
      storages.add(storage);
      LatchStore store = LatchStore.open(storage, options());
      stores.add(store);
      LatchTree tree = store.tree(TREE);
      trees.add(tree);
      byte[] value = Values.of(0);
      tree.load(
          Arrays.stream(loaded.get(i))
              .mapToObj(key -> new Entry(Keys.toBytes(key), value))
              .iterator(),
          TableSize.FILL);
    }
    checkpoint();
  }

  private StoreOptions options() {
    return step.applyTo(StoreOptions.builder())
        .poolBytes(size.poolBytes(step.partitions()))
        .logSegmentSize(step.partitions() == 1 ? SEGMENT : SEGMENT_OF_MANY)
        .logRingSize(ringSize(step))
        .backgroundCheckpoints(false)
        .checkpointRate(CHECKPOINT_RATE)
        .build();
  }

  /** The keys of each partition, in order. */
  private List<long[]> loadedKeys() {
    return IntStream.range(0, step.partitions())
        .mapToObj(
            partition ->
                IntStream.range(0, size.keys())
                    .mapToLong(Keys::of)
                    .filter(key -> partitionOf(key) == partition)
                    .sorted()
                    .toArray())
        .toList();
  }

  /** Which of the stores a key belongs to: by a hash, as a router before them would. */
  int partitionOf(long key) {
    return (int) ((((key * SPREAD) >>> Integer.SIZE) * step.partitions()) >>> Integer.SIZE);
  }

  LatchTree tree(int partition) {
    return trees.get(partition);
  }

  LatchStore store(int partition) {
    return stores.get(partition);
  }

  /** How many pages hold entries. */
  long leaves() {
    return trees.stream()
        .flatMap(tree -> tree.stats().levels().stream())
        .filter(level -> level.level() == 0)
        .mapToLong(level -> level.pages())
        .sum();
  }

  LogTotals totals() {
    LogTotals sum = LogTotals.NONE;
    for (LatchStore store : stores) {
      LogStats log = store.stats().log();
      sum = log == null ? sum : sum.plus(log);
    }
    return sum;
  }

  /** After this the next put to each page logs all of it. */
  void checkpoint() {
    stores.forEach(LatchStore::checkpoint);
    steady = false;
  }

  /** After this no page is still to be logged as a whole. Makes room in the log if it must. */
  public void becomeSteady() {
    long redo = stores.stream().mapToLong(store -> store.stats().checkpoints().bytesToRedo()).sum();
    if (redo > size.logLimit()) {
      checkpoint();
    }
    if (!steady) {
      touchEveryLeaf();
      steady = true;
    }
  }

  private void touchEveryLeaf() {
    byte[] value = Values.of(0);
    List<long[]> loaded = loadedKeys();
    for (int i = 0; i < trees.size(); i++) {
      long[] keys = loaded.get(i);
      for (int at = 0; at < keys.length; at += KEYS_PER_TOUCH) {
        trees.get(i).put(Keys.toBytes(keys[at]), value, Tier.MEMORY);
      }
      stores.get(i).sync();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      stores.forEach(LatchStore::close);
    } finally {
      for (Storage storage : storages) {
        storage.close();
      }
    }
  }
}
