package dev.latchtree.lab.log;

import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.wal.LogOptions;
import dev.latchtree.wal.SyncPolicy.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./lab fsync} measures.
 *
 * @param threads how many commit at the same time, one set of cells for each
 * @param payload bytes of a record's payload
 * @param syncLatency of a modelled disk; zero for the real one
 * @param rate of an open loop, in commits a second; 0 for a closed loop
 * @param sweep whether windows are swept instead of policies compared
 */
public record FsyncPlan(
    List<Integer> threads, int payload, Duration syncLatency, double rate, boolean sweep) {

  /**
   * The open loop of a sweep that was given no rate: what all windows can serve, but not easily.
   */
  public static final double SWEEP_RATE = 4_000;

  static final String WORKLOAD = "append and commit";
  static final int SEGMENT = 32 << 20;

  /** Everything, ready to be filtered and run in {@code scratch}. */
  public Probes probes(Path scratch) {
    Probes probes = new Probes();
    probes.add(probes.use(new RawSyncProbe(Disk.real(scratch))));
    Disk disk = Disk.real(scratch);
    if (!syncLatency.isZero()) {
      disk = Disk.modelled(scratch, syncLatency);
      probes.add(probes.use(new RawSyncProbe(disk)));
    }
    List<PolicyCase> cases = sweep ? PolicyCase.sweep() : PolicyCase.all();
    List<LogUnderTest> logs = new ArrayList<>();
    for (PolicyCase one : cases) {
      LogOptions options = LogOptions.builder().policy(one.policy()).segmentSize(SEGMENT).build();
      logs.add(probes.use(new LogUnderTest(disk, one.directory(), options)));
    }
    for (double asked : rates()) {
      for (int count : sweep ? List.of(Collections.max(threads)) : threads) {
        for (int i = 0; i < cases.size(); i++) {
          probes.add(probe(cases.get(i), logs.get(i), disk.model(), count, asked));
        }
      }
    }
    return probes;
  }

  /** Bytes of disk that it may take. */
  public long diskNeeded() {
    long segments = 2L * (sweep ? PolicyCase.sweep() : PolicyCase.all()).size();
    // Those who do not wait for syncs write many more until the round is over.
    return (segments + 32) * SEGMENT;
  }

  private List<Double> rates() {
    if (!sweep) {
      return List.of(rate);
    }
    return List.of(0.0, rate > 0 ? rate : SWEEP_RATE);
  }

  private CommitProbe probe(
      PolicyCase one, LogUnderTest log, @Nullable String model, int count, double asked) {
    Spec spec =
        new Spec(
            WORKLOAD,
            one.engine(),
            Spec.settings(
                "policy", one.policy().kind().name(),
                "window", one.window(),
                "pacing", one.pacing(),
                "payload", Figures.bytes(payload),
                "loop", asked > 0 ? "open " + (long) asked + "/s" : "closed",
                "disk", model),
            one.policy().tier().name(),
            count,
            "ops/s");
    boolean groups = one.groups() || one.policy().kind() == Kind.ALWAYS;
    Function<dev.latchtree.wal.WriteAheadLog, Commits> front =
        one.isLogThread() ? LogThread::new : Commits::leaderAndFollowers;
    return new CommitProbe(spec, log, () -> payload, asked, groups, front);
  }
}
