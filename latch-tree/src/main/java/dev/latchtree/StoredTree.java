package dev.latchtree;

import dev.latchtree.tree.GroupRead;
import dev.latchtree.tree.Loading;
import dev.latchtree.tree.Request;
import dev.latchtree.tree.Tree;
import dev.latchtree.tree.TreeShape;
import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** A tree of a store, as its users see it. */
final class StoredTree implements LatchTree {

  private final LatchStore store;
  private final Tree engine;

  StoredTree(LatchStore store, Tree engine) {
    this.store = store;
    this.engine = engine;
  }

  LatchStore store() {
    return store;
  }

  Tree engine() {
    return engine;
  }

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public int maxKeyLength() {
    return engine.maxKeyLength();
  }

  // ---- one key

  @Override
  public byte @Nullable [] get(byte[] key) {
    return engine.get(key);
  }

  @Override
  public boolean containsKey(byte[] key) {
    return engine.contains(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    engine.put(key, value);
  }

  @Override
  public Receipt put(byte[] key, byte[] value, Tier tier) {
    store.requireTier(tier);
    return store.commit(engine.putAndLeave(key, value), tier);
  }

  @Override
  public @Nullable Receipt remove(byte[] key, Tier tier) {
    store.requireTier(tier);
    long lsn = engine.removeAndLeave(key);
    return lsn < 0 ? null : store.commit(lsn, tier);
  }

  @Override
  public byte @Nullable [] getAndPut(byte[] key, byte[] value) {
    return engine.getAndPut(key, value);
  }

  @Override
  public byte @Nullable [] putIfAbsent(byte[] key, byte[] value) {
    return engine.putIfAbsent(key, value);
  }

  @Override
  public boolean replace(byte[] key, byte[] value) {
    return engine.replace(key, value);
  }

  @Override
  public boolean compareAndSet(byte[] key, byte[] expected, byte[] value) {
    return engine.compareAndSet(key, Objects.requireNonNull(expected, "expected"), value);
  }

  @Override
  public boolean remove(byte[] key) {
    return engine.remove(key);
  }

  @Override
  public byte @Nullable [] getAndRemove(byte[] key) {
    return engine.getAndRemove(key);
  }

  @Override
  public boolean compareAndRemove(byte[] key, byte[] expected) {
    return engine.compareAndRemove(key, Objects.requireNonNull(expected, "expected"));
  }

  // ---- one key, without garbage

  @Override
  public boolean get(Bytes<?> key, Bytes<?> target) {
    return engine.get(key, Objects.requireNonNull(target, "target"));
  }

  @Override
  public void put(Bytes<?> key, Bytes<?> value) {
    engine.put(key, value);
  }

  @Override
  public boolean remove(Bytes<?> key) {
    return engine.remove(key);
  }

  // ---- several keys

  @Override
  public List<byte @Nullable []> getAll(List<byte[]> keys) {
    List<Request> requests = new ArrayList<>();
    for (byte[] key : keys) {
      requests.add(new Request(engine, key.clone(), null));
    }
    GroupRead.read(requests);
    List<byte @Nullable []> values = new ArrayList<>();
    requests.forEach(request -> values.add(request.found()));
    return values;
  }

  @Override
  public Cursor cursor(KeyRange range) {
    return new StoredCursor(engine, Objects.requireNonNull(range, "range"));
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
  public long count(KeyRange range) {
    return engine.count(range.low(), range.high());
  }

  @Override
  public long removeRange(KeyRange range) {
    return engine.removeRange(range.low(), range.high());
  }

  @Override
  public long load(Iterator<Entry> entries, double fillFactor) {
    if (!(fillFactor >= 0.5 && fillFactor <= 1)) {
      throw new IllegalArgumentException("the fill factor must be 0.5 to 1: " + fillFactor);
    }
    if (!isEmpty()) {
      throw new IllegalStateException("tree %s is not empty".formatted(name()));
    }
    return store.callingBack(() -> loadAll(entries, fillFactor));
  }

  private long loadAll(Iterator<Entry> entries, double fillFactor) {
    Loading loading = new Loading(engine, fillFactor);
    long count = 0;
    try {
      while (entries.hasNext()) {
        Entry entry = entries.next();
        loading.add(entry.key(), entry.value());
        count++;
      }
    } finally {
      loading.finish();
    }
    return count;
  }

  @Override
  public TreeStats stats() {
    List<TreeStats.Level> levels =
        TreeShape.of(engine).stream()
            .map(
                level ->
                    new TreeStats.Level(level.level(), level.pages(), level.cells(), level.fill()))
            .toList();
    return new TreeStats(name(), levels.size(), levels, counters());
  }

  @Override
  public TreeStats.Counters counters() {
    return new TreeStats.Counters(
        engine.restarts(),
        engine.rightMoves(),
        engine.splits(),
        engine.merges(),
        engine.posts(),
        engine.repairsLeft(),
        store.space().pool().stats().latchWaits());
  }

  @Override
  public String toString() {
    return "tree " + name();
  }
}
