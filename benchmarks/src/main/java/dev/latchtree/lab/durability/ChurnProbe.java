package dev.latchtree.lab.durability;

import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.TreeStats;
import dev.latchtree.lab.engine.Keys;
import dev.latchtree.lab.engine.Values;
import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Operation;
import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.measure.Workers;
import dev.latchtree.lab.measure.Workers.Outcome;
import dev.latchtree.recovery.SpaceUse;
import dev.latchtree.wal.SyncPolicy;
import dev.latchtree.wal.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One cell: each round replaces every key of a store by another, and tells how large the page file
 * has become, in parts of what it was when the store was loaded. However long a round is to be.
 */
final class ChurnProbe implements Probe, AutoCloseable {

  private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofHours(1);
  private static final String PAGES = "pages";
  private static final double BYTES_PER_MEBIBYTE = 1 << 20;

  private final Spec spec;
  private final Path directory;
  private final int entries;
  private final long poolBytes;
  private @Nullable LatchStore store;
  private long loadedBytes;

  /** How often each key was replaced; the key of entry {@code i} comes from both. */
  private long generation;

  ChurnProbe(Spec spec, Path directory, int entries, long poolBytes) {
    this.spec = spec;
    this.directory = directory;
    this.entries = entries;
    this.poolBytes = poolBytes;
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public void prepare() throws IOException {
    LatchStore opened =
        LatchStore.open(
            directory,
            StoreOptions.builder().poolBytes(poolBytes).syncPolicy(SyncPolicy.os()).build());
    store = opened;
    byte[] value = Values.of(0);
    for (int entry = 0; entry < entries; entry++) { // one by one, as they come: in no order
      tree(opened).put(Keys.toBytes(keyOf(entry, 0)), value, Tier.MEMORY);
    }
    opened.checkpoint();
    loadedBytes = pageFileBytes();
  }

  private static LatchTree tree(LatchStore store) {
    return store.tree("churned");
  }

  private long pageFileBytes() throws IOException {
    return Files.size(directory.resolve(PAGES));
  }

  @Override
  public Sample run(Duration length) throws IOException {
    LatchStore opened = store;
    if (opened == null) {
      throw new IllegalStateException("not prepared");
    }
    LatchTree tree = tree(opened);
    Outcome outcome =
        Workers.run(
            Load.closed(spec.threads(), AS_LONG_AS_IT_TAKES), thread -> replacing(tree, thread));
    generation++;
    Throwable failure = outcome.failure();
    if (failure != null) {
      throw new IOException(spec.name() + ": " + failure.getMessage(), failure);
    }
    opened.tidy();
    opened.checkpoint();
    SpaceUse space = opened.stats().space();
    Map<String, Double> counts = new LinkedHashMap<>();
    counts.put("replacedPerSecond", outcome.perSecond());
    counts.put("pagesMebibytes", pageFileBytes() / BYTES_PER_MEBIBYTE);
    counts.put("leafFill", leafFill(tree));
    counts.put("freeMebibytes", space.free() / BYTES_PER_MEBIBYTE);
    counts.put("logMebibytes", space.log() / BYTES_PER_MEBIBYTE);
    counts.put("loadedMebibytes", loadedBytes / BYTES_PER_MEBIBYTE);
    return new Sample((double) pageFileBytes() / loadedBytes, null, null, 0L, counts);
  }

  /** Each thread has its own part of all entries. */
  private Operation replacing(LatchTree tree, int thread) {
    int first = (int) ((long) entries * thread / spec.threads());
    int end = (int) ((long) entries * (thread + 1) / spec.threads());
    long before = generation;
    byte[] value = Values.of(0);
    return new Operation() {
      private int at = first;

      @Override
      public long run() {
        if (at == end) {
          return NOTHING_LEFT;
        }
        if (!tree.remove(Keys.toBytes(keyOf(at, before)))) {
          throw new IllegalStateException("entry " + at + " is gone");
        }
        tree.put(Keys.toBytes(keyOf(at, before + 1)), value);
        at++;
        return 1;
      }
    };
  }

  private static double leafFill(LatchTree tree) {
    List<TreeStats.Level> levels = tree.stats().levels();
    return levels.get(levels.size() - 1).fill();
  }

  private static long keyOf(int entry, long generation) {
    return Keys.of(generation << Integer.SIZE | entry);
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
