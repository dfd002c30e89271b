package dev.latchtree.lab.scale;

import dev.latchtree.TreePage;
import dev.latchtree.TreeStats;
import dev.latchtree.spi.LatchProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Makes latch maps: lets threads work under a flight recording of all waits, and looks up
 * afterwards where in the tree the pages are that they waited for. Recording costs time, so
 * throughput is measured elsewhere.
 */
final class LatchRecording {

  private static final String LATCH_WAIT = "dev.latchtree.LatchWait";

  /** The lock of {@code COARSE_LOCK} is the JDK's, and so are the events of who parks there. */
  private static final String PARK = "jdk.ThreadPark";

  private static final String TREE_LOCK_CLASS =
      "java.util.concurrent.locks.ReentrantReadWriteLock$NonfairSync";

  private final Variant variant;
  private final int entries;
  private final ScaleBench bench;
  private final Path scratch;

  LatchRecording(Variant variant, int entries, ScaleBench bench, Path scratch) {
    this.variant = variant;
    this.entries = entries;
    this.bench = bench;
    this.scratch = scratch;
  }

  /** Lets threads work for about this long. */
  LatchMap map(ScaleWorkload workload, int threads, Duration length) throws IOException {
    Path file = scratch.resolve("waits.jfr");
    ScaleBench.Round round;
    List<TreePage> pages;
    List<TreeStats.Level> shape;
    try (Recording recording = new Recording()) {
      recording.enable(LATCH_WAIT).withoutThreshold().withoutStackTrace();
      if (variant.protocol() == LatchProtocol.COARSE_LOCK) {
        recording.enable(PARK).withoutThreshold().withoutStackTrace();
      }
      recording.start();
      round = bench.work(workload, threads, length);
      recording.stop();
      pages = bench.pages(); // before what was appended goes
      shape = bench.shape();
      recording.dump(file);
    }
    bench.removeAppended();
    WaitCounts counts = new WaitCounts(pages, shape);
    try (RecordingFile recorded = new RecordingFile(file)) {
      while (recorded.hasMoreEvents()) {
        count(recorded.readEvent(), counts);
      }
    } finally {
      Files.delete(file);
    }
    double operations = round.counts().getOrDefault(ScaleBench.OPERATIONS, 0.0);
    return new LatchMap(
        variant.protocol().name(),
        variant.waits().label(),
        workload.label(),
        threads,
        String.valueOf(entries),
        operations / round.figure(),
        operations,
        counts.levels(),
        counts.hottest());
  }

  private static void count(RecordedEvent event, WaitCounts counts) {
    long nanos = event.getDuration().toNanos();
    String type = event.getEventType().getName();
    if (type.equals(LATCH_WAIT)) {
      counts.waitedForPage(event.getLong("page"), nanos);
    } else if (type.equals(PARK)) {
      RecordedClass parked = event.getClass("parkedClass");
      if (parked != null && parked.getName().equals(TREE_LOCK_CLASS)) {
        counts.waitedForTreeLock(nanos);
      }
    }
  }
}
