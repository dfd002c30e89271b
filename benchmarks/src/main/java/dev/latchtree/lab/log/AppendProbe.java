package dev.latchtree.lab.log;

import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.measure.Workers;
import dev.latchtree.lab.measure.Workers.Outcome;
import dev.latchtree.wal.LogStats;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Threads that append and never wait for a commit. What is left in the ring at the end is synced
 * within the time, so a figure is of records that went all the way.
 */
final class AppendProbe extends LogProbe {

  /** Appends between two looks at the clock. */
  private static final int STRETCH = 100;

  private static final double NANOS_PER_SECOND = 1e9;

  private final byte[] payload;

  AppendProbe(Spec spec, LogUnderTest under, int payload) {
    super(spec, under);
    this.payload = Payloads.Kind.TEXT.make(payload, 1);
  }

  @Override
  public Sample run(Duration length) throws IOException {
    WriteAheadLog log = under().log();
    LogStats before = log.stats();
    Outcome outcome =
        Workers.run(
            Load.closed(spec().threads(), length),
            thread ->
                () -> {
                  for (int i = 0; i < STRETCH; i++) {
                    log.append(1, payload);
                  }
                  return STRETCH;
                });
    requireNoFailure(outcome);
    long begun = System.nanoTime();
    log.sync();
    double seconds = outcome.seconds() + (System.nanoTime() - begun) / NANOS_PER_SECOND;
    LogStats after = log.stats();
    under().tidy();
    long records = outcome.sum();
    long written = after.records() - before.records();
    if (written != records) {
      throw new IllegalStateException(
          "%s: %d records were appended, and the log has written %d"
              .formatted(spec().name(), records, written));
    }
    long syncs = after.syncs() - before.syncs();
    Map<String, Double> counts = new LinkedHashMap<>();
    counts.put("megabytesPerSecond", records * payload.length / seconds / 1e6);
    counts.put("allocatedBytesPerRecord", (double) outcome.allocatedBytes() / Math.max(1, records));
    counts.put("ringFullStalls", (double) (after.ringFullStalls() - before.ringFullStalls()));
    counts.put("cores", outcome.cores());
    if (syncs > 0) {
      counts.put("recordsPerFsync", (double) written / syncs);
    }
    return new Sample(records / seconds, null, syncs, outcome.errors(), counts);
  }
}
