package dev.latchtree.lab.log;

import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.wal.LogOptions;
import dev.latchtree.wal.SyncPolicy;
import java.util.function.IntSupplier;

/** The log by itself, under the default policy: what a store on it can reach at best. */
public final class BareLog {

  /** What reports call it. */
  public static final String ENGINE = "log alone";

  /** Bytes of a record beside its payload. */
  private static final int HEADER = 32;

  private BareLog() {}

  /**
   * Threads that append a record and wait for its commit.
   *
   * @param recordBytes how long a record is, with its header; asked before each round
   */
  public static Probe commits(Probes probes, Disk disk, int threads, IntSupplier recordBytes) {
    SyncPolicy policy = SyncPolicy.group();
    String name = disk.isModelled() ? "log-alone-modelled" : "log-alone";
    LogUnderTest log =
        probes.use(new LogUnderTest(disk, name, LogOptions.builder().policy(policy).build()));
    Spec spec =
        new Spec(
            FsyncPlan.WORKLOAD,
            ENGINE,
            Spec.settings("policy", policy.kind().name(), "disk", disk.model()),
            policy.tier().name(),
            threads,
            "ops/s");
    return new CommitProbe(
        spec,
        log,
        () -> Math.max(0, recordBytes.getAsInt() - HEADER),
        0,
        true,
        Commits::leaderAndFollowers);
  }
}
