package dev.latchtree.lab.log;

import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.measure.Workers;
import dev.latchtree.lab.measure.Workers.Outcome;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** One thread that appends payloads of one kind: how fast, and how much of the log they take. */
final class CompressionProbe extends LogProbe {

  /** Different payloads, so that no codec and no cache sees the same one again at once. */
  private static final int VARIANTS = 16;

  private static final double SHARE = 0.3;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Payloads.Kind kind;
  private final int size;

  CompressionProbe(Spec spec, LogUnderTest under, Payloads.Kind kind, int size) {
    super(spec, under);
    this.kind = kind;
    this.size = size;
  }

  @Override
  public double share() {
    return SHARE;
  }

  @Override
  public Sample run(Duration length) throws IOException {
    WriteAheadLog log = under().log();
    byte[][] payloads = new byte[VARIANTS][];
    for (int i = 0; i < VARIANTS; i++) {
      payloads[i] = kind.make(size, i);
    }
    int[] next = new int[1];
    long start = log.endLsn();
    Outcome outcome =
        Workers.run(
            Load.closed(1, length),
            thread ->
                () -> {
                  log.append(1, payloads[next[0]++ % VARIANTS]);
                  return size;
                });
    requireNoFailure(outcome);
    long begun = System.nanoTime();
    log.sync();
    double seconds = outcome.seconds() + (System.nanoTime() - begun) / NANOS_PER_SECOND;
    double stored = Math.max(1, log.endLsn() - start);
    under().tidy();
    return new Sample(
        outcome.sum() / seconds / 1e6,
        outcome.latency(),
        null,
        outcome.errors(),
        Map.of("ratio", outcome.sum() / stored));
  }
}
