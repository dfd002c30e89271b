package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** What a flight recording and the statistics tell of a log. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogEventsTest {

  @TempDir Path directory;

  @Test
  void shouldRecordFlushesAndRotations() throws IOException {
    Path file = directory.resolve("log.jfr");
    LogStats stats;
    try (Recording recording = new Recording()) {
      recording.enable("dev.latchtree.LogFlush");
      recording.enable("dev.latchtree.LogRotation");
      recording.start();
      try (WriteAheadLog log = open(64 << 10)) {
        for (int i = 0; i < 150; i++) {
          log.commit(log.append(1, new byte[10_000]));
        }
        stats = log.stats();
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> flushes = events(file, "dev.latchtree.LogFlush");
    List<RecordedEvent> rotations = events(file, "dev.latchtree.LogRotation");
    assertEquals(1, stats.rotations());
    assertEquals(List.of(1L), rotations.stream().map(e -> e.getLong("segment")).toList());
    long records = flushes.stream().mapToLong(e -> e.getLong("records")).sum();
    assertEquals(150 + 2, records, "and Open and Close");
    assertTrue(flushes.stream().allMatch(e -> e.getBoolean("synced") && e.getLong("bytes") > 0));
    assertEquals(151, stats.records());
    assertEquals(151, stats.syncs());
    assertEquals(1, stats.recordsPerSync());
    assertEquals(1, stats.largestFlush());
    assertEquals(150 * 10_048 + 32 + padOf(stats), stats.bytes());
    assertEquals(stats.endLsn(), stats.durableLsn());
    assertTrue(stats.syncMaxNanos() >= stats.syncP99Nanos());
    assertTrue(stats.syncP99Nanos() >= stats.syncP50Nanos());
    assertEquals(0, stats.waiting());
    assertTrue(stats.lastFlushMillis() > 0);
  }

  /** What no record uses at the end of the first segment. */
  private static long padOf(LogStats stats) {
    LogGeometry geometry = new LogGeometry(SegmentLayout.MIN_SEGMENT);
    return geometry.offsetOf(stats.endLsn()) - 150 * 10_048 - 32;
  }

  @Test
  void shouldCountAndRecordStallsOfAFullRing() throws IOException {
    Path file = directory.resolve("log.jfr");
    long stalls;
    try (Recording recording = new Recording()) {
      recording.enable("dev.latchtree.RingFull").withoutThreshold();
      recording.start();
      try (WriteAheadLog log = open(64 << 10)) {
        for (int i = 0; i < 20; i++) {
          log.append(1, new byte[10_000]);
        }
        stalls = log.stats().ringFullStalls();
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = events(file, "dev.latchtree.RingFull");
    assertEquals(3, stalls, "the ring holds six records");
    assertEquals(stalls, events.size());
    assertEquals(10_048, events.get(0).getLong("bytes"));
  }

  @Test
  void shouldMeasureQuantilesWithinAnEighth() {
    SyncHistogram histogram = new SyncHistogram();
    assertEquals(0, histogram.quantile(0.5));
    for (int i = 1; i <= 1_000; i++) {
      histogram.record(i * 1_000L);
    }
    assertEquals(1_000, histogram.count());
    for (double part : new double[] {0.01, 0.5, 0.99, 1}) {
      double exact = part * 1_000_000;
      double found = histogram.quantile(part);
      assertTrue(found >= exact && found <= exact * 1.125, part + ": " + found);
    }
    histogram.record(Long.MAX_VALUE);
    assertEquals(Long.MAX_VALUE, histogram.quantile(1));
    histogram.record(-1);
    assertEquals(0, histogram.quantile(0));
  }

  private static WriteAheadLog open(int ring) throws IOException {
    return WriteAheadLog.open(
        new SimulatedDisk().storage(),
        LogOptions.builder().segmentSize(SegmentLayout.MIN_SEGMENT).ringSize(ring).build());
  }

  private static List<RecordedEvent> events(Path file, String name) throws IOException {
    List<RecordedEvent> found = new ArrayList<>();
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (event.getEventType().getName().equals(name)) {
          found.add(event);
        }
      }
    }
    return found;
  }
}
