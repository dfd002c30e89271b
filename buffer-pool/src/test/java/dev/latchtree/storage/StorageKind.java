package dev.latchtree.storage;

import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The implementations that keep {@link StorageContractTest}. */
enum StorageKind {
  FILES {
    @Override
    Storage open(Path directory) throws IOException {
      return FileStorage.open(directory);
    }
  },
  SLOW_SYNC {
    @Override
    Storage open(Path directory) throws IOException {
      return new SlowSyncStorage(FileStorage.open(directory), Duration.ofNanos(1000));
    }
  },
  SIMULATED {
    @Override
    Storage open(Path directory) {
      return new SimulatedDisk().storage();
    }
  };

  abstract Storage open(Path directory) throws IOException;
}
