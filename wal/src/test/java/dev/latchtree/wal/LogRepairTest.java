package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.IoKind;
import dev.latchtree.storage.sim.SimulatedDisk;
import dev.latchtree.wal.LogBytes.Appended;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Rule L1: what was read is durable before a new life builds on it. */
class LogRepairTest {

  private final LogBytes log = new LogBytes();
  private final SimulatedDisk disk = new SimulatedDisk();

  /** Writes what the log is now, durably. */
  private void writeDurably(Storage storage) throws IOException {
    log.writeTo(storage);
    syncAll(storage);
    storage.syncDirectory();
  }

  private static void syncAll(Storage storage) throws IOException {
    for (String name : storage.list()) {
      try (StorageFile file = storage.open(name, OpenMode.READ_WRITE)) {
        file.sync();
      }
    }
  }

  /** Writes these records over what is there; not synced. */
  private void write(Storage storage, Appended... records) throws IOException {
    for (Appended record : records) {
      try (StorageFile file =
          storage.open(LogBytes.fileName(record.segment()), OpenMode.READ_WRITE)) {
        int length = (int) (record.end() - record.lsn());
        file.writeFully(
            ByteBuffer.wrap(log.segment(record.segment()), record.at(), length), record.at());
      }
    }
  }

  /** A log whose last records were written, and whose sync failed. */
  private long failedSync(Storage storage) throws IOException {
    log.open();
    log.append(1000);
    log.sync();
    writeDurably(storage);
    long durable = log.next();
    Appended big = log.append(600_000); // larger than a window
    Appended small = log.append(10);
    write(storage, big, small);
    disk.install(FaultPlan.none().failSync(1));
    assertThrows(IOException.class, () -> syncAll(storage));
    disk.install(FaultPlan.none());
    return durable;
  }

  @Test
  void shouldMakeDurableWhatAFailedSyncLeftReadable() throws Exception {
    Storage storage = disk.storage();
    failedSync(storage);
    LogEnd end = LogEndFinder.find(storage, 0);
    assertEquals(log.next(), end.lsn(), "it is readable");
    assertTrue(end.provenLsn() < end.lsn());
    LogRepair.rewriteUnproven(storage, end);
    disk.crash(1);
    assertEquals(end.lsn(), LogEndFinder.find(disk.boot(), 0).lsn());
  }

  @Test
  void shouldShowThatASyncAloneIsNotEnough() throws Exception {
    Storage storage = disk.storage();
    long durable = failedSync(storage);
    syncAll(storage); // succeeds, and does nothing
    assertEquals(log.next(), LogEndFinder.find(storage, 0).lsn());
    disk.crash(1);
    assertEquals(durable, LogEndFinder.find(disk.boot(), 0).lsn());
  }

  @Test
  void shouldSurviveACrashAtEachStepOfTheRewriting() throws Exception {
    for (long step = 1; step < 40; step++) {
      LogRepairTest run = new LogRepairTest();
      Storage storage = run.disk.storage();
      long durable = run.failedSync(storage);
      LogEnd end = LogEndFinder.find(storage, 0);
      run.disk.install(FaultPlan.none().crashAtStep(step, step));
      boolean done = false;
      try {
        LogRepair.rewriteUnproven(storage, end);
        done = true;
      } catch (dev.latchtree.storage.sim.SimulatedCrashException expected) {
        // the next life sees what survived
      }
      run.disk.crash(step);
      run.disk.install(FaultPlan.none());
      LogEnd found = LogEndFinder.find(run.disk.boot(), 0);
      assertTrue(found.lsn() >= durable && found.lsn() <= end.lsn(), "step " + step);
      if (done) {
        assertEquals(end.lsn(), found.lsn());
        return;
      }
    }
    throw new AssertionError("the rewriting did not end");
  }

  @Test
  void shouldFailIfTheRewrittenCannotBeSynced() throws Exception {
    Storage storage = disk.storage();
    failedSync(storage);
    LogEnd end = LogEndFinder.find(storage, 0);
    disk.install(FaultPlan.none().failSync(1));
    assertThrows(IOException.class, () -> LogRepair.rewriteUnproven(storage, end));
  }

  @Test
  void shouldNoticeThatTheCacheLostWhatWasRead() throws Exception {
    Storage storage = disk.storage();
    failedSync(storage);
    LogEnd end = LogEndFinder.find(storage, 0);
    // The system drops its pages and reads what the disk has: zeros.
    Appended last = log.records().get(log.records().size() - 1);
    disk.corrupt(LogBytes.fileName(0), last.at(), new byte[64]);
    CorruptLogException failure =
        assertThrows(CorruptLogException.class, () -> LogRepair.rewriteUnproven(storage, end));
    assertEquals(last.lsn(), failure.lsn());
  }

  @Test
  void shouldTouchNothingThatIsProven() throws Exception {
    log.open();
    log.append(100);
    log.close();
    Storage storage = disk.storage();
    writeDurably(storage);
    disk.install(FaultPlan.none());
    LogRepair.rewriteUnproven(storage, LogEndFinder.find(storage, log.next()));
    assertEquals(0, disk.steps(IoKind.WRITE) + disk.syncs());
    LogRepair.rewriteUnproven(storage, LogEndFinder.find(storage, 0));
    assertEquals(1, disk.steps(IoKind.WRITE), "the CLOSE itself is not proven");
    assertEquals(1, disk.syncs());
  }

  @Test
  void shouldRewriteOverSegments() throws Exception {
    log.open();
    Storage storage = disk.storage();
    for (int i = 0; i < 7; i++) {
      log.append(400_000);
    }
    log.writeTo(storage);
    storage.syncDirectory();
    LogEnd end = LogEndFinder.find(storage, 0);
    assertEquals(log.next(), end.lsn());
    disk.install(FaultPlan.none());
    LogRepair.rewriteUnproven(storage, end);
    assertEquals(log.next() / LogBytes.SEGMENT + 1, disk.syncs());
    disk.crash(7);
    assertEquals(end.lsn(), LogEndFinder.find(disk.boot(), 0).lsn());
  }

  /** A good, B torn, C good; the next life writes OPEN and B' over B, and crashes. */
  @Test
  void shouldNeverReadTheOldRecordBehindTheNewOne() throws Exception {
    log.open();
    log.append(100);
    log.sync();
    Storage storage = disk.storage();
    writeDurably(storage);
    Appended b = log.append(1000);
    Appended c = log.append(500);
    write(storage, c); // and B never reached the disk
    syncAll(storage);
    disk.crash(1);

    Storage second = disk.boot();
    LogEnd end = LogEndFinder.find(second, 0);
    assertEquals(b.lsn(), end.lsn());
    LogRepair.rewriteUnproven(second, end);
    log.cutAt(end.lsn());
    Appended open = log.open();
    Appended newB = log.append(1000 - 32);
    assertEquals(c.lsn(), newB.end());
    write(second, open, newB);
    syncAll(second);
    disk.crash(2);

    Storage third = disk.boot();
    try (LogReader reader = LogReader.open(third)) {
      assertEquals(newB.end(), reader.end().lsn());
      assertEquals(2, reader.end().generation());
      long[] last = new long[1];
      reader.read(0, record -> last[0] = record.lsn());
      assertEquals(newB.lsn(), last[0]);
    }
  }
}
