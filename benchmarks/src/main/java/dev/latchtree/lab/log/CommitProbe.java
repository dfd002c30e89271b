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
import java.util.function.Function;
import java.util.function.IntSupplier;

/** Threads that append a record and wait for its commit, again and again. */
final class CommitProbe extends LogProbe {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MICRO = 1e3;

  private final IntSupplier payload;
  private final double rate;
  private final boolean groups;
  private final Function<WriteAheadLog, Commits> front;

  /**
   * @param payload bytes of each record's payload, asked before each round
   * @param rate of an open loop, or 0 for a closed one
   * @param groups whether a commit belongs to a group whose size means something
   * @param front how records are committed
   */
  CommitProbe(
      Spec spec,
      LogUnderTest under,
      IntSupplier payload,
      double rate,
      boolean groups,
      Function<WriteAheadLog, Commits> front) {
    super(spec, under);
    this.payload = payload;
    this.rate = rate;
    this.groups = groups;
    this.front = front;
  }

  @Override
  public Sample run(Duration length) throws IOException {
    WriteAheadLog log = under().log();
    byte[] bytes = Payloads.Kind.TEXT.make(payload.getAsInt(), 1);
    LogStats before = log.stats();
    Outcome outcome;
    try (Commits commits = front.apply(log)) {
      outcome =
          Workers.run(
              new Load(spec().threads(), length, rate),
              thread -> () -> commits.commit(log.append(1, bytes)));
    }
    requireNoFailure(outcome);
    LogStats after = log.stats();
    under().tidy();
    long syncs = after.syncs() - before.syncs();
    return new Sample(
        outcome.perSecond(),
        outcome.latency(),
        syncs,
        outcome.errors(),
        counts(outcome, before, after, bytes.length));
  }

  private Map<String, Double> counts(Outcome outcome, LogStats before, LogStats after, int size) {
    long syncs = after.syncs() - before.syncs();
    Map<String, Double> counts = new LinkedHashMap<>();
    if (syncs > 0) {
      counts.put("recordsPerFsync", (double) (after.records() - before.records()) / syncs);
      counts.put(
          "timeInFsync", syncs * after.syncP50Nanos() / (outcome.seconds() * NANOS_PER_SECOND));
    }
    if (groups && outcome.operations() > 0) {
      counts.put("groupSize", (double) outcome.sum() / outcome.operations());
    }
    counts.put("cores", outcome.cores());
    counts.put("megabytesPerSecond", outcome.perSecond() * size / 1e6);
    if (outcome.operations() > 0) {
      counts.put(
          "bytesPerCommit", (double) (after.bytes() - before.bytes()) / outcome.operations());
    }
    if (rate > 0) {
      counts.put("unserved", (double) outcome.unserved());
    }
    long rotations = after.rotations() - before.rotations();
    if (rotations > 0) {
      counts.put("rotations", (double) rotations);
      counts.put(
          "rotationWaitMicros",
          (after.rotationWaitNanos() - before.rotationWaitNanos()) / NANOS_PER_MICRO / rotations);
    }
    return counts;
  }
}
