package dev.latchtree.lab.log;

import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Operation;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.measure.Workers;
import dev.latchtree.lab.measure.Workers.Outcome;
import dev.latchtree.wal.LogBatch;
import dev.latchtree.wal.LogStats;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** One thread that appends some records, one by one or as a batch, and waits for the last. */
final class ManyThenSyncProbe extends LogProbe {

  private final byte[] payload;
  private final int records;
  private final boolean batch;

  ManyThenSyncProbe(Spec spec, LogUnderTest under, int payload, int records, boolean batch) {
    super(spec, under);
    this.payload = Payloads.Kind.TEXT.make(payload, 1);
    this.records = records;
    this.batch = batch;
  }

  @Override
  public Sample run(Duration length) throws IOException {
    WriteAheadLog log = under().log();
    LogStats before = log.stats();
    Operation operation = batch ? batches(log) : oneByOne(log);
    Outcome outcome = Workers.run(Load.closed(1, length), thread -> operation);
    requireNoFailure(outcome);
    long syncs = log.stats().syncs() - before.syncs();
    under().tidy();
    return new Sample(
        outcome.sum() / outcome.seconds(),
        outcome.latency(),
        syncs,
        outcome.errors(),
        Map.of("recordsPerFsync", (double) outcome.sum() / Math.max(1, syncs)));
  }

  private Operation oneByOne(WriteAheadLog log) {
    return () -> {
      long last = 0;
      for (int i = 0; i < records; i++) {
        last = log.append(1, payload);
      }
      log.commit(last);
      return records;
    };
  }

  private Operation batches(WriteAheadLog log) {
    LogBatch filled = log.newBatch();
    return () -> {
      filled.clear();
      for (int i = 0; i < records; i++) {
        filled.add(1, payload);
      }
      log.commit(log.append(filled));
      return records;
    };
  }
}
