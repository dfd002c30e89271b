package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.Storage;
import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.IoKind;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A log whose leaders prepare the segments themselves, when they need them. */
class PrepareAheadTest {

  private static final int SEGMENT = 1 << 20;
  private static final LogOptions OPTIONS =
      LogOptions.builder()
          .segmentSize(SEGMENT)
          .ringSize(1 << 18)
          .preallocate(false)
          .spareSegments(1)
          .prepareAhead(false)
          .build();

  private final SimulatedDisk disk = new SimulatedDisk();

  private static long segments(Storage storage) throws IOException {
    return storage.list().stream().filter(name -> name.endsWith(".wal")).count();
  }

  @Test
  void shouldMakeASegmentNoSoonerThanItIsNeeded() throws IOException {
    byte[] payload = new byte[1 << 15];
    List<Long> lsns = new ArrayList<>();
    try (Storage storage = disk.storage()) {
      try (WriteAheadLog log = WriteAheadLog.open(storage, OPTIONS)) {
        assertEquals(1, segments(storage));
        for (int i = 0; i < 100; i++) {
          lsns.add(log.append(1, payload));
          log.commit(lsns.get(i));
          assertEquals(lsns.get(i) / SEGMENT + 1, segments(storage));
        }
        log.truncate(lsns.get(99));
        assertEquals(1, segments(storage));
        for (int i = 0; i < 40; i++) {
          lsns.add(log.append(1, payload));
        }
        log.sync();
      }
      assertTrue(segments(storage) >= 2);
      try (WriteAheadLog log = WriteAheadLog.open(storage, OPTIONS)) {
        assertTrue(log.endLsn() > lsns.get(lsns.size() - 1));
      }
    }
  }

  @Test
  void shouldTellTheLeaderThatItCannotBeMade() throws IOException {
    byte[] payload = new byte[1 << 15];
    try (Storage storage = disk.storage()) {
      WriteAheadLog log = WriteAheadLog.open(storage, OPTIONS);
      disk.install(FaultPlan.none().diskFullWhen(step -> step.kind() == IoKind.CREATE));
      assertThrows(
          LogFailedException.class,
          () -> {
            for (int i = 0; i < 100; i++) {
              log.commit(log.append(1, payload));
            }
          });
      assertThrows(LogFailedException.class, log::close);
    }
  }
}
