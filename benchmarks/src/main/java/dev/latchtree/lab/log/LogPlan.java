package dev.latchtree.lab.log;

import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.wal.Compression;
import dev.latchtree.wal.LogOptions;
import dev.latchtree.wal.SyncPolicy;
import dev.latchtree.wal.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What {@code ./lab log} measures.
 *
 * @param replayBytes of the log that is read back
 */
public record LogPlan(long replayBytes) {

  static final String APPEND = "append";
  static final String ROTATION = "rotation";
  static final String MANY = "many then sync";
  static final String COMPRESSION = "compression";
  static final String REPLAY = "replay";

  static final int PAYLOAD = 128;

  private static final String ENGINE = "latchtree";
  private static final int ROTATION_PAYLOAD = 16 << 10;
  private static final int ROTATION_THREADS = 4;
  private static final List<Integer> SEGMENTS_MIB = List.of(1, 4, 16, 64, 256);
  private static final List<Integer> PER_SYNC = List.of(1, 10, 100, 1_000);
  private static final List<Integer> SIZES = List.of(256, 4 << 10, 64 << 10, 256 << 10);

  /** Everything, ready to be filtered and run in {@code scratch}. */
  public Probes probes(Path scratch) {
    Probes probes = new Probes();
    Disk disk = Disk.real(scratch);
    probes.add(probes.use(new RawSyncProbe(disk)));
    addAppends(probes, disk);
    addManyThenSync(probes, disk);
    addRotations(probes, disk);
    addCompression(probes);
    addReplay(probes, disk);
    return probes;
  }

  /** Bytes of disk that it may take. */
  public long diskNeeded() {
    return replayBytes + (6L << 30);
  }

  private static void addAppends(Probes probes, Disk real) {
    List<SyncPolicy> policies =
        List.of(SyncPolicy.group(), SyncPolicy.interval(Duration.ofMillis(5)), SyncPolicy.os());
    for (Disk disk : List.of(Disk.none(), real)) {
      for (SyncPolicy policy : policies) {
        LogUnderTest log =
            probes.use(
                new LogUnderTest(
                    disk, "append-" + policy.kind(), LogOptions.builder().policy(policy).build()));
        for (int threads : new int[] {1, 2}) {
          Spec spec =
              new Spec(
                  APPEND,
                  ENGINE,
                  Spec.settings(
                      "storage", disk.label(),
                      "policy", policy.kind().name(),
                      "payload", Figures.bytes(PAYLOAD)),
                  Tier.MEMORY.name(),
                  threads,
                  "records/s");
          probes.add(new AppendProbe(spec, log, PAYLOAD));
        }
      }
    }
  }

  private static void addManyThenSync(Probes probes, Disk disk) {
    LogUnderTest log = probes.use(new LogUnderTest(disk, "many", LogOptions.defaults()));
    for (boolean batch : new boolean[] {false, true}) {
      for (int records : PER_SYNC) {
        Spec spec =
            new Spec(
                MANY,
                ENGINE,
                Spec.settings(
                    "records", String.valueOf(records),
                    "as", batch ? "batch" : "single appends",
                    "payload", Figures.bytes(PAYLOAD)),
                Tier.POWER_SAFE.name(),
                1,
                "records/s");
        probes.add(new ManyThenSyncProbe(spec, log, PAYLOAD, records, batch));
      }
    }
  }

  /** Recycled segments have their blocks; without spares each is made anew. */
  private static void addRotations(Probes probes, Disk disk) {
    for (int mebibytes : SEGMENTS_MIB) {
      for (boolean preallocate : new boolean[] {true, false}) {
        LogOptions options =
            LogOptions.builder()
                .segmentSize(mebibytes << 20)
                .preallocate(preallocate)
                .spareSegments(0)
                .build();
        String name = "rotation-" + mebibytes + "-" + preallocate;
        Spec spec =
            new Spec(
                ROTATION,
                ENGINE,
                Spec.settings(
                    "segment", Figures.bytes(options.segmentSize()),
                    "preallocate", preallocate ? "on" : "off",
                    "payload", Figures.bytes(ROTATION_PAYLOAD)),
                Tier.POWER_SAFE.name(),
                ROTATION_THREADS,
                "ops/s");
        probes.add(
            new CommitProbe(
                spec,
                probes.use(new LogUnderTest(disk, name, options)),
                () -> ROTATION_PAYLOAD,
                0,
                true,
                Commits::leaderAndFollowers));
      }
    }
  }

  private static void addCompression(Probes probes) {
    for (Compression codec : Compression.values()) {
      LogUnderTest log =
          probes.use(
              new LogUnderTest(
                  Disk.none(),
                  "compression-" + codec,
                  LogOptions.builder().compression(codec).compressionThreshold(1).build()));
      for (Payloads.Kind kind : Payloads.Kind.values()) {
        for (int size : SIZES) {
          Spec spec =
              new Spec(
                  COMPRESSION,
                  ENGINE,
                  Spec.settings(
                      "storage", Disk.none().label(),
                      "codec", codec.name(),
                      "kind", kind.label(),
                      "payload", Figures.bytes(size)),
                  Tier.MEMORY.name(),
                  1,
                  "MB/s");
          probes.add(new CompressionProbe(spec, log, kind, size));
        }
      }
    }
  }

  private void addReplay(Probes probes, Disk disk) {
    ReplayLog log = probes.use(new ReplayLog(disk, PAYLOAD, replayBytes));
    for (String way : List.of("sequential", "parallel")) {
      for (int threads : way.equals("parallel") ? new int[] {1, 2} : new int[] {1}) {
        Spec spec =
            new Spec(
                REPLAY,
                ENGINE,
                Spec.settings(
                    "way", way,
                    "log", Figures.bytes(replayBytes),
                    "payload", Figures.bytes(PAYLOAD)),
                null,
                threads,
                "records/s");
        probes.add(new ReplayProbe(spec, log, way.equals("parallel")));
      }
    }
  }
}
