package dev.latchtree.lab.upkeep;

import dev.latchtree.Cursor;
import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.lab.measure.Scratch;
import dev.latchtree.wal.SyncPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Rewrites a store that nobody has open: all trees are loaded into a new one beside it, which is
 * verified and then takes its place. After a crash at any moment one complete store is there, see
 * {@link CompactionPlaces}; the next compaction takes that up. For one thread; another may ask what
 * is being done.
 */
public final class Compaction {

  /**
   * What came of it.
   *
   * @param takenUp what an earlier compaction had left, and what was done about that; or empty
   * @param trees copied
   * @param entries in all of them
   * @param bytesBefore of all files
   * @param bytesAfter of all files
   */
  public record Outcome(
      String takenUp, int trees, long entries, long bytesBefore, long bytesAfter) {}

  private final CompactionPlaces places;
  private final double fill;
  private final AtomicLong copied = new AtomicLong();
  private volatile String doing = "opening";

  /**
   * Does nothing yet.
   *
   * @param fill the part of each page that is to be used, 0.5 to 1
   */
  public Compaction(Path directory, double fill) {
    places = CompactionPlaces.of(directory);
    this.fill = fill;
  }

  /** What is being done at the moment. */
  public String doing() {
    return doing.formatted(copied.get());
  }

  /**
   * Does it. The old store stays open, and so closed to others, until the new one is in its place.
   *
   * @throws StoreRefusedException if there is no store that can be compacted
   * @throws DamagedStoreException if the store is damaged; it stays as it is
   */
  public Outcome run() throws IOException, StoreRefusedException, DamagedStoreException {
    String takenUp = places.takeUp();
    try (ClosedStore old = ClosedStore.open(places.store())) {
      doing = "verifying the old store";
      old.requireSound();
      long before = old.bytesOnDisk();
      boolean complete = false;
      try {
        copy(old);
        long after = verifyCopy(old);
        places.finish();
        places.swap();
        complete = true;
        return new Outcome(takenUp, old.store().trees().size(), copied.get(), before, after);
      } finally {
        if (!complete) {
          Scratch.remove(places.unfinished());
        }
      }
    }
  }

  private void copy(ClosedStore old) throws IOException {
    try (LatchStore made =
        LatchStore.open(
            places.unfinished(),
            ClosedStore.options(old.pageSize())
                .syncPolicy(SyncPolicy.os())
                .logSegmentSize(old.logSegmentSize())
                .build())) {
      for (String name : old.store().trees()) {
        doing = "copying " + name.replace("%", "%%") + ", %,d entries so far";
        LatchTree target = made.tree(name);
        try (Cursor cursor = old.store().tree(name).cursor()) {
          target.load(new EntriesOf(cursor, copied), fill);
        }
      }
      doing = "writing the new store";
    }
  }

  /** Looks at what is on disk; returns how many bytes that is. */
  private long verifyCopy(ClosedStore old)
      throws IOException, StoreRefusedException, DamagedStoreException {
    doing = "verifying the new store";
    try (ClosedStore made = ClosedStore.open(places.unfinished())) {
      made.requireSound();
      for (String name : old.store().trees()) {
        long entries = made.store().tree(name).count();
        long wanted = old.store().tree(name).count();
        if (entries != wanted) {
          throw new DamagedStoreException(
              "tree %s has %d entries, its copy %d".formatted(name, wanted, entries));
        }
      }
      return made.bytesOnDisk();
    }
  }
}
