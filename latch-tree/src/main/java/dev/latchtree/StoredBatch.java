package dev.latchtree;

import dev.latchtree.tree.GroupChange;
import dev.latchtree.tree.Request;
import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects changes of a store's trees. */
final class StoredBatch implements Batch {

  private final LatchStore store;
  private final Map<StoredTree, TreeMap<byte[], Request>> changes = new LinkedHashMap<>();
  private int size;

  StoredBatch(LatchStore store) {
    this.store = store;
  }

  @Override
  public Batch put(LatchTree tree, byte[] key, byte[] value) {
    return add(tree, key, Objects.requireNonNull(value, "value").clone());
  }

  @Override
  public Batch remove(LatchTree tree, byte[] key) {
    return add(tree, key, null);
  }

  private Batch add(LatchTree tree, byte[] key, byte @Nullable [] value) {
    StoredTree stored = store.stored(tree, key);
    Request before =
        changes
            .computeIfAbsent(stored, any -> new TreeMap<>(Arrays::compareUnsigned))
            .put(key.clone(), new Request(stored.engine(), key.clone(), value));
    size += before == null ? 1 : 0;
    return this;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void commit() {
    GroupChange.make(requests());
    close();
  }

  @Override
  public Receipt commit(Tier tier) {
    store.requireTier(tier);
    long lsn = GroupChange.makeAndLeave(requests());
    close();
    return store.commit(lsn, tier);
  }

  private List<Request> requests() {
    List<Request> requests = new ArrayList<>();
    changes.values().forEach(ofTree -> requests.addAll(ofTree.values()));
    return requests;
  }

  @Override
  public void close() {
    changes.clear();
    size = 0;
  }
}
