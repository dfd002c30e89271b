package dev.latchtree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Loads the trees of a {@link PartitionedTree} from one input, which can be read once only: the
 * caller's thread reads and routes, one more thread for each tree loads.
 */
final class PartitionedLoad {

  private final List<LatchTree> partitions;
  private final List<LoadFeed> feeds = new ArrayList<>();
  private final List<CompletableFuture<Long>> loads = new ArrayList<>();

  /** Whether a tree has refused to go on: then reading is in vain. */
  private volatile boolean failed;

  PartitionedLoad(List<LatchTree> partitions) {
    this.partitions = partitions;
  }

  /**
   * Loads.
   *
   * @param route the number of the tree that a key belongs to
   * @return how many entries
   */
  long run(Iterator<Entry> entries, ToIntFunction<byte[]> route, double fillFactor) {
    Throwable refused = null;
    try {
      partitions.forEach(tree -> start(tree, fillFactor));
      distribute(entries, route);
    } catch (Throwable e) {
      refused = e;
    } finally {
      feeds.forEach(LoadFeed::end);
    }
    return sum(refused);
  }

  private void start(LatchTree tree, double fillFactor) {
    LoadFeed feed = new LoadFeed();
    CompletableFuture<Long> load = new CompletableFuture<>();
    Thread thread = new Thread(() -> load(tree, feed, load, fillFactor), "load " + tree.name());
    thread.setDaemon(true);
    thread.start();
    feeds.add(feed);
    loads.add(load);
  }

  /** Everything is caught: the caller's thread waits for the feed and for the result. */
  private void load(
      LatchTree tree, LoadFeed feed, CompletableFuture<Long> result, double fillFactor) {
    try {
      result.complete(tree.load(feed, fillFactor));
    } catch (Throwable e) {
      failed = true;
      result.completeExceptionally(e);
    }
    feed.drain();
  }

  private void distribute(Iterator<Entry> entries, ToIntFunction<byte[]> route) {
    byte[] before = null;
    while (!failed && entries.hasNext()) {
      Entry entry = entries.next();
      byte[] key = entry.key();
      if (before != null && Arrays.compareUnsigned(before, key) >= 0) {
        throw new IllegalArgumentException(
            "key %s is not above the one before, %s"
                .formatted(Arrays.toString(key), Arrays.toString(before)));
      }
      before = key;
      feeds.get(route.applyAsInt(key)).add(entry);
    }
  }

  /** Waits for all; what the input or a tree threw is thrown, further failures hang on it. */
  private long sum(@Nullable Throwable refused) {
    Throwable thrown = refused;
    long sum = 0;
    for (CompletableFuture<Long> load : loads) {
      try {
        sum += load.join();
      } catch (CompletionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (thrown == null) {
          thrown = cause;
        } else if (thrown != cause) {
          thrown.addSuppressed(cause);
        }
      }
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown != null) {
      // Neither trees nor iterators declare others.
      throw (RuntimeException) thrown;
    }
    return sum;
  }
}
