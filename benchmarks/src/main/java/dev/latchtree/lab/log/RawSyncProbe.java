package dev.latchtree.lab.log;

import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.measure.Workers;
import dev.latchtree.lab.measure.Workers.Outcome;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.wal.Tier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the disk can do by itself: one thread writes 4 KiB behind the last 4 KiB of a file that has
 * its blocks, and syncs. At the file's end it starts over.
 */
public final class RawSyncProbe implements Probe, AutoCloseable {

  static final String ENGINE = "raw";

  private static final int APPEND = 4 << 10;
  private static final int FILE = 16 << 20;

  private final Disk disk;
  private final Spec spec;
  private @Nullable Storage storage;
  private @Nullable StorageFile file;
  private long position;

  public RawSyncProbe(Disk disk) {
    this.disk = disk;
    spec =
        new Spec(
            "append 4KiB and sync",
            ENGINE,
            Spec.settings("disk", disk.model()),
            Tier.POWER_SAFE.name(),
            1,
            "ops/s");
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public void prepare() throws IOException {
    storage = disk.open(disk.isModelled() ? "raw-modelled" : "raw");
    file = storage.open("appended", OpenMode.CREATE_NEW);
    file.allocate(0, FILE);
    file.sync();
  }

  @Override
  public Sample run(Duration length) throws IOException {
    StorageFile target = file;
    if (target == null) {
      throw new IllegalStateException("not prepared");
    }
    ByteBuffer bytes = ByteBuffer.allocateDirect(APPEND);
    Outcome outcome =
        Workers.run(
            Load.closed(1, length),
            thread ->
                () -> {
                  target.writeFully(bytes.clear(), position);
                  target.sync();
                  position = (position + APPEND) % FILE;
                  return 1;
                });
    Throwable failure = outcome.failure();
    if (failure != null) {
      throw new IOException(target.describe() + ": " + failure.getMessage(), failure);
    }
    return new Sample(
        outcome.perSecond(),
        outcome.latency(),
        outcome.operations(),
        outcome.errors(),
        Map.of("recordsPerFsync", 1.0, "cores", outcome.cores()));
  }

  @Override
  public void close() throws IOException {
    try (Storage closed = storage;
        StorageFile last = file) {
      position = 0;
    }
  }
}
