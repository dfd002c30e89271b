package dev.latchtree.lab.recovery;

import dev.latchtree.LatchStore;
import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.ProcessorTime;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Scratch;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.recovery.RecoverySummary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** One cell: how long redo takes when a killed store is opened, once a round. */
final class ReopenProbe implements Probe {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double BYTES_PER_MEBIBYTE = 1 << 20;

  private final Spec spec;
  private final KilledStore killed;

  /** The threads of {@code spec} are those that redo. */
  ReopenProbe(Spec spec, KilledStore killed) {
    this.spec = spec;
    this.killed = killed;
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public void prepare() throws IOException {
    killed.make();
  }

  @Override
  public Sample run(Duration length) throws IOException {
    Path directory = killed.life().directory();
    Path copy = directory.resolveSibling(directory.getFileName() + "-copy");
    killed.copyTo(copy);
    try {
      ProcessorTime processor = new ProcessorTime();
      long begun = System.nanoTime();
      try (LatchStore store = killed.life().reopen(copy, spec.threads())) {
        double openMillis = (System.nanoTime() - begun) / NANOS_PER_MILLI;
        double cores = processor.cores();
        RecoverySummary recovery = store.stats().recovery();
        Map<String, Double> counts = counts(recovery);
        counts.put("openMillis", openMillis);
        counts.put("cores", cores);
        return new Sample(recovery.nanos() / NANOS_PER_MILLI, null, null, 0L, counts);
      }
    } finally {
      Scratch.remove(copy);
    }
  }

  private static Map<String, Double> counts(RecoverySummary recovery) {
    Map<String, Double> counts = new LinkedHashMap<>();
    counts.put("mebibytesRead", recovery.bytesRead() / BYTES_PER_MEBIBYTE);
    counts.put("records", (double) recovery.records());
    counts.put("pagesRedone", (double) recovery.pagesRedone());
    counts.put(
        "mebibytesPerSecond",
        recovery.bytesRead()
            / BYTES_PER_MEBIBYTE
            / (Math.max(1, recovery.nanos()) / NANOS_PER_SECOND));
    return counts;
  }
}
