package dev.latchtree;

import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Several trees of one store that look like one: each key belongs to one of them, which a hash of
 * its bytes names. Threads that write then meet on fewer pages, above all at the right edge, where
 * ascending keys go; scans pay for it, since they merge all partitions.
 *
 * <p>What concerns one key promises what a tree promises, and so do {@link #getAll} and batches.
 * What looks at several partitions, {@link #first}, {@link #last} and {@link #isEmpty} too, looks
 * at one after the other, and is as weak as a {@link Cursor} while others write.
 *
 * <p>The partitions are trees of the store under their own names, {@code NAME#0} and so on. Whoever
 * writes to one of them directly has to put each key where {@link #partitionOf} says.
 */
public final class PartitionedTree implements LatchTree {

  /** Two that open a tree at once must not both believe that they are the first. */
  private static final ReentrantLock OPENING = new ReentrantLock();

  private final String name;
  private final List<LatchTree> partitions;
  private final BiFunction<List<LatchTree>, List<byte[]>, List<byte @Nullable []>> getAll;

  /**
   * @param partitions in order of their numbers, at least one
   * @param getAll gets the i-th key from the i-th tree, all at one instant
   */
  PartitionedTree(
      String name,
      List<LatchTree> partitions,
      BiFunction<List<LatchTree>, List<byte[]>, List<byte @Nullable []>> getAll) {
    this.name = Objects.requireNonNull(name, "name");
    this.partitions = List.copyOf(partitions);
    this.getAll = getAll;
  }

  /**
   * The partitioned tree called {@code name}; it is made if there is none.
   *
   * @param partitions how many; a tree that is there must have as many, since its keys lie where
   *     that number put them
   * @throws IllegalArgumentException if it has another number of partitions
   * @throws IllegalStateException if some of its partitions were dropped
   */
  public static PartitionedTree open(LatchStore store, String name, int partitions) {
    Objects.requireNonNull(name, "name");
    OPENING.lock();
    try {
      List<String> present = store.trees();
      boolean complete = PartitionNames.check(name, partitions, present);
      List<String> names = PartitionNames.of(name, partitions);
      if (!complete) {
        names.stream().filter(present::contains).forEach(each -> requireUnused(store.tree(each)));
      }
      LatchTree[] trees = new LatchTree[partitions];
      for (int i = partitions - 1; i >= 0; i--) {
        trees[i] = store.tree(names.get(i));
      }
      return new PartitionedTree(name, List.of(trees), store::getAll);
    } finally {
      OPENING.unlock();
    }
  }

  /** A creation that was cut off has left empty trees only. */
  private static void requireUnused(LatchTree partition) {
    if (!partition.isEmpty()) {
      throw new IllegalStateException(
          "tree %s is in use, but its partition 0 is missing: dropped in part?"
              .formatted(partition.name()));
    }
  }

  /** The partition that {@code key} belongs to, by a rule that never changes. */
  public LatchTree partitionOf(byte[] key) {
    return partitions.get(KeyHash.partition(key, partitions.size()));
  }

  private LatchTree partitionOf(Bytes<?> key) {
    return partitions.get(KeyHash.partition(key, partitions.size()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int maxKeyLength() {
    return partitions.get(0).maxKeyLength();
  }

  // ---- one key

  @Override
  public byte @Nullable [] get(byte[] key) {
    return partitionOf(key).get(key);
  }

  @Override
  public boolean containsKey(byte[] key) {
    return partitionOf(key).containsKey(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    partitionOf(key).put(key, value);
  }

  @Override
  public Receipt put(byte[] key, byte[] value, Tier tier) {
    return partitionOf(key).put(key, value, tier);
  }

  @Override
  public @Nullable Receipt remove(byte[] key, Tier tier) {
    return partitionOf(key).remove(key, tier);
  }

  @Override
  public byte @Nullable [] getAndPut(byte[] key, byte[] value) {
    return partitionOf(key).getAndPut(key, value);
  }

  @Override
  public byte @Nullable [] putIfAbsent(byte[] key, byte[] value) {
    return partitionOf(key).putIfAbsent(key, value);
  }

  @Override
  public boolean replace(byte[] key, byte[] value) {
    return partitionOf(key).replace(key, value);
  }

  @Override
  public boolean compareAndSet(byte[] key, byte[] expected, byte[] value) {
    return partitionOf(key).compareAndSet(key, expected, value);
  }

  @Override
  public boolean remove(byte[] key) {
    return partitionOf(key).remove(key);
  }

  @Override
  public byte @Nullable [] getAndRemove(byte[] key) {
    return partitionOf(key).getAndRemove(key);
  }

  @Override
  public boolean compareAndRemove(byte[] key, byte[] expected) {
    return partitionOf(key).compareAndRemove(key, expected);
  }

  @Override
  public boolean get(Bytes<?> key, Bytes<?> target) {
    return partitionOf(key).get(key, target);
  }

  @Override
  public void put(Bytes<?> key, Bytes<?> value) {
    partitionOf(key).put(key, value);
  }

  @Override
  public boolean remove(Bytes<?> key) {
    return partitionOf(key).remove(key);
  }

  // ---- several keys

  @Override
  public List<byte @Nullable []> getAll(List<byte[]> keys) {
    List<LatchTree> trees = new ArrayList<>(keys.size());
    keys.forEach(key -> trees.add(partitionOf(key)));
    return getAll.apply(trees, keys);
  }

  @Override
  public Cursor cursor(KeyRange range) {
    return new MergedCursor(partitions.stream().map(tree -> tree.cursor(range)).toList());
  }

  @Override
  public @Nullable Entry first() {
    try (Cursor cursor = cursor()) {
      return cursor.first() ? cursor.entry() : null;
    }
  }

  @Override
  public @Nullable Entry last() {
    try (Cursor cursor = cursor()) {
      return cursor.last() ? cursor.entry() : null;
    }
  }

  @Override
  public boolean isEmpty() {
    return partitions.stream().allMatch(LatchTree::isEmpty);
  }

  @Override
  public long count(KeyRange range) {
    return partitions.stream().mapToLong(tree -> tree.count(range)).sum();
  }

  @Override
  public long removeRange(KeyRange range) {
    return partitions.stream().mapToLong(tree -> tree.removeRange(range)).sum();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here one thread for each partition helps the calling one, which alone reads the entries. If
   * a partition fails in the middle, others may hold entries beyond that one.
   */
  @Override
  public long load(Iterator<Entry> entries, double fillFactor) {
    Objects.requireNonNull(entries, "entries");
    if (!isEmpty()) {
      throw new IllegalStateException("tree " + name + " is not empty: only empty ones are loaded");
    }
    return new PartitionedLoad(partitions)
        .run(entries, key -> KeyHash.partition(key, partitions.size()), fillFactor);
  }

  // ---- figures

  /**
   * The sums of what the partitions have. A level holds the pages of that level of all partitions,
   * its fill is the mean over these; the height is the greatest.
   */
  @Override
  public TreeStats stats() {
    return MergedStats.of(name, partitions.stream().map(LatchTree::stats).toList());
  }

  @Override
  public TreeStats.Counters counters() {
    return MergedStats.counters(partitions.stream().map(LatchTree::counters).toList());
  }
}
