package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.IoKind;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Opening costs what there is to read, whatever the segments' size. */
class LogOpenCostTest {

  @Test
  void shouldNotReadBehindTheEndOfAShortFile() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    LogOptions options = LogOptions.builder().preallocate(false).build();
    WriteAheadLog.open(disk.storage(), options).close();
    disk.install(FaultPlan.none());
    LogReader.open(disk.storage()).close();
    long reads = disk.steps(IoKind.READ);
    assertTrue(reads < 50, () -> reads + " reads for a log of two records");
  }
}
