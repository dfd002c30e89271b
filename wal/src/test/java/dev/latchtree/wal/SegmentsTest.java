package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The row of files under {@code OS}, where whoever syncs does not lead. */
class SegmentsTest {

  private final SimulatedDisk disk = new SimulatedDisk();
  private final LogGeometry geometry = new LogGeometry(SegmentLayout.MIN_SEGMENT);
  private SyncCount syncs;

  @BeforeEach
  void countSyncs() {
    syncs = SyncCount.on(disk);
  }

  private SegmentKeeper keeper() throws IOException {
    LogOptions options =
        LogOptions.builder()
            .policy(SyncPolicy.os())
            .segmentSize(geometry.segmentSize())
            .preallocate(false)
            .build();
    return new SegmentKeeper(disk.storage(), geometry, 7, options, new LogHealth("log"), 0, 0, -1);
  }

  /** Rotation after a syncer has taken its files, and before it has synced them. */
  @Test
  void shouldNotAddARotatedFileToWhatASyncerHasTaken() throws IOException {
    try (SegmentKeeper keeper = keeper();
        Segments segments =
            new Segments(geometry, LogWrites.CALLS, keeper, new LogMetrics(), 0, () -> {})) {
      segments.write(ByteBuffer.allocate(32), 0);
      Segments.Unsynced taken = segments.takeUnsynced();
      segments.write(ByteBuffer.allocate(32), geometry.capacity());
      assertTrue(taken.full().isEmpty());
      long before = syncs.get();
      taken.sync();
      assertEquals(before + 1, syncs.get());
      segments.sync(); // the first once more, and then it is closed
      assertEquals(before + 3, syncs.get());
    }
  }
}
