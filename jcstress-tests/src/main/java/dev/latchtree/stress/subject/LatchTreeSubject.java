package dev.latchtree.stress.subject;

import dev.latchtree.Batch;
import dev.latchtree.Cursor;
import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.TreeStats;
import dev.latchtree.Verification;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.WaitStrategy;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A tree of the engine, alone in a store in memory. */
final class LatchTreeSubject implements Subject {

  private static final int PAGE = 4096;

  private final LatchStore store;
  private final LatchTree tree;

  LatchTreeSubject(LatchProtocol protocol, WaitStrategy waits, int pages) {
    store =
        LatchStore.inMemory(
            StoreOptions.builder()
                .protocol(protocol)
                .pageSize(PAGE)
                .poolPages(pages)
                .waitStrategy(waits)
                .backgroundMerges(false)
                .build());
    tree = store.tree("tested");
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return tree.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    tree.put(key, value);
  }

  @Override
  public boolean remove(byte[] key) {
    return tree.remove(key);
  }

  @Override
  public byte @Nullable [] putIfAbsent(byte[] key, byte[] value) {
    return tree.putIfAbsent(key, value);
  }

  @Override
  public boolean compareAndSet(byte[] key, byte[] expected, byte[] value) {
    return tree.compareAndSet(key, expected, value);
  }

  @Override
  public void scan(boolean forward, BiConsumer<byte[], byte[]> entries) {
    try (Cursor cursor = tree.cursor()) {
      while (forward ? cursor.next() : cursor.previous()) {
        entries.accept(cursor.key(), cursor.value());
      }
    }
  }

  @Override
  public boolean hasGroups() {
    return true;
  }

  @Override
  public void putAll(List<byte[]> keys, byte @Nullable [] value) {
    try (Batch batch = store.batch()) {
      for (byte[] key : keys) {
        if (value == null) {
          batch.remove(tree, key);
        } else {
          batch.put(tree, key, value);
        }
      }
      batch.commit();
    }
  }

  @Override
  public List<byte @Nullable []> getAll(List<byte[]> keys) {
    return tree.getAll(keys);
  }

  @Override
  public long requireSound() {
    Verification found = store.verify().requireSound();
    if (!found.quiet()) {
      throw new IllegalStateException("somebody was still inside: leaks were not looked for");
    }
    return found.entries();
  }

  @Override
  public void tidy() {
    store.tidy();
  }

  @Override
  public Figures figures() {
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

  @Override
  public void close() {
    store.close();
  }
}
