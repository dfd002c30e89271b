package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording tells of checkpoints and recovery. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecoveryEventsTest {

  private static final String CHECKPOINT = "dev.latchtree.Checkpoint";
  private static final String RECOVERY = "dev.latchtree.Recovery";

  @TempDir Path directory;

  @Test
  void shouldRecordCheckpointsAndRecovery() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    StoreOptions options = GoldenStores.options();
    Path file = directory.resolve("store.jfr");
    RecoverySummaryOf found;
    try (Recording recording = new Recording()) {
      recording.enable(CHECKPOINT);
      recording.enable(RECOVERY);
      recording.start();
      LatchStore store = LatchStore.open(disk.storage(), options);
      for (int i = 0; i < 100; i++) {
        store.tree("tree").put(number(i, 8), number(i, 100));
      }
      store.checkpoint();
      for (int i = 0; i < 100; i++) {
        store.tree("tree").put(number(i, 8), number(i + 1, 100));
      }
      disk.crash(1);
      assertThrows(RuntimeException.class, store::close);
      try (LatchStore again = LatchStore.open(disk.boot(), options)) {
        found =
            new RecoverySummaryOf(
                again.stats().recovery().bytesRead(),
                again.stats().recovery().records(),
                again.stats().recovery().pagesRedone());
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> checkpoints = new ArrayList<>();
    List<RecordedEvent> recoveries = new ArrayList<>();
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (event.getEventType().getName().equals(CHECKPOINT)) {
          checkpoints.add(event);
        } else if (event.getEventType().getName().equals(RECOVERY)) {
          recoveries.add(event);
        }
      }
    }
    assertEquals(3, checkpoints.size(), "of the creation, on demand, and of the end");
    assertTrue(checkpoints.get(1).getLong("pages") > 0);
    assertTrue(checkpoints.get(1).getLong("begin") < checkpoints.get(2).getLong("begin"));
    RecordedEvent recovery = recoveries.get(0);
    assertEquals(1, recoveries.size());
    assertEquals(found.bytes, recovery.getLong("bytes"));
    assertEquals(found.records, recovery.getLong("records"));
    assertEquals(found.pages, recovery.getLong("pages"));
    assertTrue(found.records >= 100 && found.pages > 0);
  }

  private record RecoverySummaryOf(long bytes, long records, long pages) {}
}
