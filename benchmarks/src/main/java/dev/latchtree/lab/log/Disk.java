package dev.latchtree.lab.log;

import dev.latchtree.lab.measure.NoDisk;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.SlowSyncStorage;
import dev.latchtree.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a log is measured on: a real disk, a model of a slower one, or none. */
public final class Disk {

  private final @Nullable Path directory;
  private final Duration syncLatency;

  private Disk(@Nullable Path directory, Duration syncLatency) {
    this.directory = directory;
    this.syncLatency = syncLatency;
  }

  /** The disk that {@code directory} is on. */
  public static Disk real(Path directory) {
    return new Disk(directory, Duration.ZERO);
  }

  /** The same disk, with syncs that take so much longer. */
  public static Disk modelled(Path directory, Duration syncLatency) {
    return new Disk(directory, syncLatency);
  }

  static Disk none() {
    return new Disk(null, Duration.ZERO);
  }

  public boolean isModelled() {
    return !syncLatency.isZero();
  }

  /** What every cell and table says of it; {@code null} for a real disk in a commit's settings. */
  public @Nullable String model() {
    return isModelled()
        ? "modelled disk, syncs " + Figures.duration(syncLatency) + " longer"
        : null;
  }

  String label() {
    String model = model();
    return model != null ? model : directory == null ? "no disk" : "disk";
  }

  /** A storage in a directory of its own. */
  public Storage open(String name) throws IOException {
    if (directory == null) {
      return new NoDisk();
    }
    Storage files = FileStorage.open(directory.resolve(name));
    return isModelled() ? new SlowSyncStorage(files, syncLatency) : files;
  }
}
