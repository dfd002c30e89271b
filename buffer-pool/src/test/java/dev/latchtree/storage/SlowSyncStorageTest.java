package dev.latchtree.storage;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowSyncStorageTest {
  private static final Duration DELAY = Duration.ofMillis(20);

  @Test
  void shouldMakeEachSyncLastLonger() throws IOException {
    try (Storage storage = new SlowSyncStorage(new SimulatedDisk().storage(), DELAY);
        StorageFile file = storage.open("f", OpenMode.CREATE)) {
      long start = System.nanoTime();
      file.sync();
      storage.syncDirectory();
      assertTrue(System.nanoTime() - start >= 2 * DELAY.toNanos());
    }
  }

  @Test
  void shouldLastAsLongOnAnInterruptedThreadAndKeepTheFlag() throws IOException {
    try (Storage storage = new SlowSyncStorage(new SimulatedDisk().storage(), DELAY);
        StorageFile file = storage.open("f", OpenMode.CREATE)) {
      Thread.currentThread().interrupt();
      long start = System.nanoTime();
      file.sync();
      assertTrue(System.nanoTime() - start >= DELAY.toNanos());
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void shouldRefuseANegativeDelay() {
    Storage storage = new SimulatedDisk().storage();
    assertThrows(
        IllegalArgumentException.class, () -> new SlowSyncStorage(storage, Duration.ofNanos(-1)));
  }
}
