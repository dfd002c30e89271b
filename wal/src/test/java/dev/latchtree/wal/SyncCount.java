package dev.latchtree.wal;

import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.IoKind;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the syncs of segments, not those of files that are being prepared. */
final class SyncCount {

  private final AtomicLong count = new AtomicLong();

  private SyncCount() {}

  static SyncCount on(SimulatedDisk disk) {
    SyncCount syncs = new SyncCount();
    disk.install(
        FaultPlan.none()
            .failWhen(
                step -> {
                  if (step.kind() == IoKind.SYNC && SegmentLayout.indexOf(step.file()) >= 0) {
                    syncs.count.incrementAndGet();
                  }
                  return false;
                }));
    return syncs;
  }

  long get() {
    return count.get();
  }
}
