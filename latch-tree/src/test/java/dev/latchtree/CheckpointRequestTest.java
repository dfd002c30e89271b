package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.recovery.CheckpointStats;
import dev.latchtree.wal.SyncPolicy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writers that wait for a checkpoint because the log is long are never left alone. */
class CheckpointRequestTest {

  private static final int WRITERS = 2;
  private static final long PATIENCE_MILLIS = 20_000;
  private static final int KEYS = 50_000;
  private static final long CHECKPOINT_BYTES = 1 << 20;
  private static final long WRITTEN = 96 << 20;

  @TempDir Path directory;

  @Test
  @Timeout(120)
  void shouldMakeEveryCheckpointThatWasAskedFor() throws InterruptedException {
    StoreOptions options =
        StoreOptions.builder()
            .poolBytes(32 << 20)
            .syncPolicy(SyncPolicy.os())
            .logSegmentSize(4 << 20)
            .checkpointBytes(CHECKPOINT_BYTES)
            .build();
    try (LatchStore store = LatchStore.open(directory, options)) {
      LatchTree tree = store.tree("t");
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int first = i;
        Thread writer = new Thread(() -> write(store, tree, first));
        writer.setDaemon(true);
        writer.start();
        writers.add(writer);
      }
      boolean done = true;
      for (Thread writer : writers) {
        writer.join(PATIENCE_MILLIS);
        done &= !writer.isAlive();
      }
      CheckpointStats stats = store.stats().checkpoints();
      while (!done && writers.stream().anyMatch(Thread::isAlive)) {
        store.checkpoint(); // lets them go, and the store can be closed
      }
      assertTrue(done, () -> "writers stood still: " + stats);
      assertTrue(stats.completed() > 1, stats::toString);
    }
  }

  private static void write(LatchStore store, LatchTree tree, int first) {
    byte[] value = new byte[100];
    for (int i = first; ; i += WRITERS) {
      byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(i * 7919L % KEYS).array();
      tree.put(key, value);
      if (i % 256 < WRITERS && logged(store) >= WRITTEN) {
        return;
      }
    }
  }

  private static long logged(LatchStore store) {
    var log = store.stats().log();
    return log == null ? 0 : log.bytes();
  }
}
