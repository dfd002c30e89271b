package dev.latchtree.lab.compare;

import dev.latchtree.lab.log.Disk;
import dev.latchtree.lab.log.Limits;
import dev.latchtree.lab.log.RawSyncProbe;
import dev.latchtree.lab.measure.Interleaved;
import dev.latchtree.lab.measure.MemoryReads;
import dev.latchtree.lab.measure.Progress;
import dev.latchtree.lab.report.Cell;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the machine itself can do: a sync of the disk, a read of memory that misses all caches, and
 * a stream of such. No engine gets beyond these.
 */
final class MachineLimits {

  /** One thread that reads at places which depend on what it has just read. */
  static final String READS = "memoryReadsPerSecond";

  static final String STREAM = "memoryStreamGigabytesPerSecond";

  private MachineLimits() {}

  /**
   * Measures for a few times {@code length}.
   *
   * @param failed told if the disk cannot be measured; the rest is
   */
  static Map<String, Object> measure(
      Path scratch, Duration length, Progress progress, Consumer<IOException> failed)
      throws IOException {
    progress.begin("the machine by itself: memory");
    MemoryReads memory = MemoryReads.measure(length);
    List<Cell> disk;
    try (RawSyncProbe raw = new RawSyncProbe(Disk.real(scratch))) {
      disk =
          new Interleaved("compare", 1, length, progress)
              .run(List.of(raw), (probe, why) -> failed.accept(why));
    }
    Map<String, Object> limits = new LinkedHashMap<>(Limits.of(disk));
    limits.put(READS, Math.rint(memory.dependentPerSecond()));
    limits.put(STREAM, memory.streamedGigabytesPerSecond());
    return limits;
  }

  /** Steps of progress that {@link #measure} takes. */
  static int steps() {
    return 1 + Interleaved.steps(1, 1);
  }
}
