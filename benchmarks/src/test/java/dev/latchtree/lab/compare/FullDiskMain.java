package dev.latchtree.lab.compare;

import dev.latchtree.LatchStore;
import dev.latchtree.StoreOptions;
import dev.latchtree.lab.engine.LatchTreeStore;
import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.SimulatedDisk;
import dev.latchtree.wal.SyncPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The process of a tree whose disk is full before its entries are in. */
final class FullDiskMain {

  private static final long ROOM = 1L << 20;
  private static final long POOL = 64L << 20;

  private FullDiskMain() {}

  /** Takes what {@link EngineMain#arguments} gave. */
  public static void main(String[] arguments) throws IOException {
    EngineMain.answerAll(arguments, (engine, setup) -> store());
  }

  private static StoreUnderTest store() {
    SimulatedDisk disk = new SimulatedDisk();
    disk.install(FaultPlan.none().capacity(ROOM));
    try {
      return LatchTreeStore.over(
          LatchStore.open(
              disk.storage(),
              StoreOptions.builder().poolBytes(POOL).syncPolicy(SyncPolicy.os()).build()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
