package dev.latchtree.lab.log;

import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.ProcessorTime;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.wal.LogReader;
import dev.latchtree.wal.RecordHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Reads a whole log from the system's cache, as often as the time allows, but at least once. */
final class ReplayProbe implements Probe {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Spec spec;
  private final ReplayLog log;
  private final boolean parallel;

  ReplayProbe(Spec spec, ReplayLog log, boolean parallel) {
    this.spec = spec;
    this.log = log;
    this.parallel = parallel;
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public void prepare() throws IOException {
    log.storage();
  }

  @Override
  public Sample run(Duration length) throws IOException {
    LongAdder bytes = new LongAdder();
    RecordHandler handler = record -> bytes.add(record.payload().remaining());
    long begun;
    long end;
    double cores;
    try (LogReader reader = LogReader.open(log.storage())) {
      ProcessorTime processor = new ProcessorTime();
      begun = System.nanoTime();
      do {
        if (parallel) {
          reader.readParallel(0, spec.threads(), handler);
        } else {
          reader.read(0, handler);
        }
        end = System.nanoTime();
      } while (end - begun < length.toNanos());
      cores = processor.cores();
    }
    double seconds = (end - begun) / NANOS_PER_SECOND;
    return new Sample(
        bytes.sum() / log.payload() / seconds,
        null,
        null,
        0L,
        Map.of("megabytesPerSecond", bytes.sum() / seconds / 1e6, "cores", cores));
  }
}
