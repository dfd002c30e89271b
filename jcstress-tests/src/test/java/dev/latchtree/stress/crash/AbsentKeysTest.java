package dev.latchtree.stress.crash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.latchtree.Batch;
import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.storage.sim.SimulatedDisk;
import dev.latchtree.wal.SyncPolicy;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A batch that removes what is not there, from pages that were not changed since a checkpoint. */
class AbsentKeysTest {

  private static byte[] key(int number) {
    return "%05d".formatted(number).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @EnumSource
  void shouldCommitABatchWhoseLastLeafIsNotChanged(LatchProtocol protocol) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    try (LatchStore store =
        LatchStore.open(
            disk.storage(), CrashSettings.small(protocol, SyncPolicy.group()).build())) {
      LatchTree tree = store.tree("tree");
      for (int i = 0; i < 100; i++) {
        tree.put(key(i), new byte[300]);
      }
      store.checkpoint();
      byte[] value = {1};
      try (Batch batch = store.batch()) {
        batch.put(tree, key(1), value).remove(tree, key(1_000)).commit();
      }
      assertArrayEquals(value, tree.get(key(1)));
      try (Batch batch = store.batch()) {
        batch.remove(tree, key(2_000)).remove(tree, key(1_000)).commit();
      }
      store.verify().requireSound();
    }
  }
}
