package dev.latchtree.stress.crash;

import java.util.SplittableRandom;

/**
 * What threads do to a small store on a disk while the power may fail at any step: always the same
 * places, and details by chance.
 *
 * <p>Prepared are the multiples of ten below {@link #entries}; four of them to a page, about.
 */
public enum CrashScenario {

  /** Two write the same pages while these are written to the file. */
  COMMITS_AND_CHECKPOINT(40) {
    @Override
    void begin(CrashingStore store, SplittableRandom random) {
      for (String name : new String[] {"a", "b"}) {
        CrashingStore.Writer writer = store.writer(name);
        int first = random.nextInt(40);
        int second = random.nextInt(40);
        store.thread(
            name,
            () -> {
              writer.put(first);
              writer.put(second);
              writer.remove(first);
            });
      }
      store.thread("checkpointer", store::checkpoint);
    }
  },

  /** A batch over several pages and a split, while others are read and put out of memory. */
  BATCH_SPLIT_AND_EVICTION(2000) {
    @Override
    void begin(CrashingStore store, SplittableRandom random) {
      CrashingStore.Writer batch = store.writer("batch");
      int[] keys = {random.nextInt(100), 200 + random.nextInt(100), 1600 + random.nextInt(100)};
      CrashingStore.Writer splitter = store.writer("splitter");
      int from = 100 * random.nextInt(20);
      int read = random.nextInt(2000);
      store
          .thread(
              "batch",
              () -> {
                batch.putAll(keys);
                batch.removeAll(keys);
              })
          .thread(
              "splitter",
              () -> {
                splitter.put(from);
                splitter.put(from + 1);
                splitter.put(from + 2);
                splitter.put(from + 3);
              })
          .thread(
              "reader",
              () -> {
                for (int i = 0; i < 24; i++) {
                  store.get((read + 40 * i) % 2000);
                }
              });
    }
  },

  /** Pages are emptied and merged while a checkpoint writes them. */
  MERGE_AND_CHECKPOINT(200) {
    @Override
    void begin(CrashingStore store, SplittableRandom random) {
      int[] alone = {1, 61, 121, 181};
      CrashingStore.Writer remover = store.writer("remover").prepare(alone);
      store.removePrepared(0, 190);
      store.tidy();
      CrashingStore.Writer writer = store.writer("writer");
      int gone = alone[random.nextInt(4)];
      int next = alone[random.nextInt(4)];
      int put = random.nextInt(200);
      store
          .thread(
              "remover",
              () -> {
                remover.remove(gone);
                remover.remove(next);
              })
          .thread(
              "writer",
              () -> {
                writer.put(gone);
                writer.put(put);
                writer.remove(gone);
              })
          .thread("checkpointer", store::checkpoint);
    }
  };

  private final int entries;

  CrashScenario(int entries) {
    this.entries = entries;
  }

  /** Whether pages are to be merged, and not only split. */
  boolean isAboutMerging() {
    return this == MERGE_AND_CHECKPOINT;
  }

  /** Keys that are prepared lie below, each tenth. */
  int entries() {
    return entries;
  }

  /** Adds the threads; may write, unexplored, before it returns. */
  abstract void begin(CrashingStore store, SplittableRandom random);
}
