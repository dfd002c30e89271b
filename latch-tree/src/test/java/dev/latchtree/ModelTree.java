package dev.latchtree;

import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a tree does, as plainly as can be: a sorted map of the JDK, and one lock for whatever has
 * two steps. Views over trees are tested on it alone, and other trees against it.
 */
final class ModelTree implements LatchTree {

  private static final int MAX_KEY_LENGTH = 512;

  private final String name;
  private final ConcurrentSkipListMap<byte[], byte[]> entries =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

  ModelTree(String name) {
    this.name = name;
  }

  /** What {@link LatchStore#getAll} does, for trees of this class. */
  static List<byte @Nullable []> getAll(List<LatchTree> trees, List<byte[]> keys) {
    byte[][] values = new byte[keys.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = trees.get(i).get(keys.get(i));
    }
    return Arrays.asList(values);
  }

  private static byte @Nullable [] copy(byte @Nullable [] bytes) {
    return bytes == null ? null : bytes.clone();
  }

  private static byte[] storable(byte[] key) {
    if (key.length > MAX_KEY_LENGTH) {
      throw new IllegalArgumentException("key of " + key.length + " bytes");
    }
    return key.clone();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int maxKeyLength() {
    return MAX_KEY_LENGTH;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return copy(entries.get(key));
  }

  @Override
  public boolean containsKey(byte[] key) {
    return entries.containsKey(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    getAndPut(key, value);
  }

  @Override
  public Receipt put(byte[] key, byte[] value, Tier tier) {
    put(key, value);
    return new Receipt(0, tier, 1, 0);
  }

  @Override
  public @Nullable Receipt remove(byte[] key, Tier tier) {
    return remove(key) ? new Receipt(0, tier, 1, 0) : null;
  }

  @Override
  public synchronized byte @Nullable [] getAndPut(byte[] key, byte[] value) {
    return entries.put(storable(key), value.clone());
  }

  @Override
  public synchronized byte @Nullable [] putIfAbsent(byte[] key, byte[] value) {
    return copy(entries.putIfAbsent(storable(key), value.clone()));
  }

  @Override
  public synchronized boolean replace(byte[] key, byte[] value) {
    return entries.replace(storable(key), value.clone()) != null;
  }

  @Override
  public synchronized boolean compareAndSet(byte[] key, byte[] expected, byte[] value) {
    return Arrays.equals(entries.get(key), expected) && replace(key, value);
  }

  @Override
  public boolean remove(byte[] key) {
    return getAndRemove(key) != null;
  }

  @Override
  public synchronized byte @Nullable [] getAndRemove(byte[] key) {
    return entries.remove(key);
  }

  @Override
  public synchronized boolean compareAndRemove(byte[] key, byte[] expected) {
    return Arrays.equals(entries.get(key), expected) && remove(key);
  }

  @Override
  public boolean get(Bytes<?> key, Bytes<?> target) {
    byte[] value = get(key.toByteArray());
    if (value != null) {
      target.write(value);
    }
    return value != null;
  }

  @Override
  public void put(Bytes<?> key, Bytes<?> value) {
    put(key.toByteArray(), value.toByteArray());
  }

  @Override
  public boolean remove(Bytes<?> key) {
    return remove(key.toByteArray());
  }

  @Override
  public synchronized List<byte @Nullable []> getAll(List<byte[]> keys) {
    return Arrays.asList(keys.stream().map(this::get).toArray(byte[][]::new));
  }

  @Override
  public Cursor cursor(KeyRange range) {
    return new ModelCursor(slice(range));
  }

  private ConcurrentNavigableMap<byte[], byte[]> slice(KeyRange range) {
    byte[] high = range.high();
    if (range.isEmpty()) {
      return new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    }
    return high == null ? entries.tailMap(range.low()) : entries.subMap(range.low(), high);
  }

  @Override
  public @Nullable Entry first() {
    return entry(entries.firstEntry());
  }

  @Override
  public @Nullable Entry last() {
    return entry(entries.lastEntry());
  }

  static @Nullable Entry entry(Map.@Nullable Entry<byte[], byte[]> entry) {
    return entry == null ? null : new Entry(entry.getKey().clone(), entry.getValue().clone());
  }

  @Override
  public long count(KeyRange range) {
    return slice(range).size();
  }

  @Override
  public long removeRange(KeyRange range) {
    return slice(range).keySet().stream().filter(this::remove).count();
  }

  @Override
  public synchronized long load(Iterator<Entry> sorted, double fillFactor) {
    if (!isEmpty()) {
      throw new IllegalStateException("tree " + name + " is not empty");
    }
    long loaded = 0;
    for (byte[] before = null; sorted.hasNext(); loaded++) {
      Entry entry = sorted.next();
      if (before != null && Arrays.compareUnsigned(before, entry.key()) >= 0) {
        throw new IllegalArgumentException("not ascending");
      }
      put(entry.key(), entry.value());
      before = entry.key();
    }
    return loaded;
  }

  @Override
  public TreeStats stats() {
    TreeStats.Level leaves = new TreeStats.Level(0, 1, entries.size(), 0.5);
    return new TreeStats(name, 1, List.of(leaves), counters());
  }

  @Override
  public TreeStats.Counters counters() {
    return new TreeStats.Counters(1, 2, 3, 4, 5, 7, 6);
  }
}
