package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.IoKind;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Few files that serve as segments again and again, over many crashes: no record of a former turn
 * ever comes back. Every record of the test has a number of its own.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecycledSegmentTest {

  private static final int LIVES = TestRandom.rounds(60);
  private static final int RECORDS = 60;

  private final LogModel model = new LogModel();
  private final AtomicLong reused = new AtomicLong();
  private long numbers;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNeverReplayRecordsOfAFormerTurn(boolean preallocate) throws IOException {
    long seed = TestRandom.seed(this);
    SplittableRandom random = new SplittableRandom(seed);
    SimulatedDisk disk = new SimulatedDisk(preallocate ? 512 : 4096);
    SyncPolicy[] policies = TestPolicies.all().toArray(SyncPolicy[]::new);
    int spares = 1 + random.nextInt(2);
    Storage storage = disk.storage();
    // How many are used again depends on how far the keeper comes: more lives where it is slow.
    for (int life = 0; life < LIVES || (reused.get() < LIVES / 4 && life < 20 * LIVES); life++) {
      LogOptions options =
          LogWriters.options(policies[random.nextInt(policies.length)])
              .preallocate(preallocate)
              .spareSegments(spares)
              .build();
      long crashSeed = random.nextLong();
      long crashStep = 1L + random.nextInt(random.nextBoolean() ? 40 : 250);
      disk.install(
          FaultPlan.none()
              .crashAtStep(crashStep, crashSeed)
              .failWhen(
                  step -> {
                    if (step.kind() == IoKind.RENAME && step.file().startsWith("spare-")) {
                      reused.incrementAndGet();
                    }
                    return false;
                  }));
      live(storage, options, random.split(), disk);
      disk.crash(crashSeed);
      disk.install(FaultPlan.none());
      storage = disk.boot();
      try {
        model.settle(model.verify(storage));
      } catch (AssertionError | IOException e) {
        throw new AssertionError(
            "life %d, %s:%n%s".formatted(life, options, String.join("\n", disk.trace())), e);
      }
    }
    assertTrue(reused.get() >= LIVES / 4, () -> "only " + reused + " segments were used again");
  }

  private void live(
      Storage storage, LogOptions options, SplittableRandom random, SimulatedDisk disk)
      throws IOException {
    try (WriteAheadLog log = WriteAheadLog.open(storage, options)) {
      for (int i = 0; i < RECORDS; i++) {
        model.begin(++numbers);
        int length = random.nextInt(4) == 0 ? 30_000 : random.nextBoolean() ? 60_000 : 50;
        long lsn = log.append(1, NumberedPayload.make(numbers, length));
        model.appended(lsn, numbers);
        if (random.nextInt(5) == 0) {
          log.commit(lsn);
        }
        if (random.nextInt(10) == 0) {
          long durable = log.durableLsn();
          model.durableBefore(durable);
          model.truncating(durable);
          log.truncate(durable);
        }
      }
    } catch (CorruptLogException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      assertTrue(disk.isCrashed(), e::toString);
    }
  }

  /**
   * The durable end may be where no record is yet: at the start of a segment that does not exist.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldKeepTheLastRecordsSegmentWhenTruncatedAtItsEnd(boolean powerCut) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    LogOptions options = LogWriters.options(SyncPolicy.group()).build();
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), options);
    long end = new LogGeometry(options.segmentSize()).startOf(1);
    while (log.endLsn() < end) {
      model.begin(++numbers);
      int room = (int) Math.min(64 << 10, options.segmentSize() - log.endLsn());
      int length = room - RecordLayout.HEADER_SIZE;
      model.appended(log.append(1, NumberedPayload.make(numbers, length)), numbers);
    }
    log.sync();
    assertEquals(end, log.durableLsn(), "a segment filled to its last byte");
    model.durableBefore(end);
    model.truncating(end);
    log.truncate(end);
    if (powerCut) {
      disk.crash(1);
      disk.boot();
    } else {
      log.close();
    }
    model.settle(model.verify(disk.storage()));
    try (WriteAheadLog next = WriteAheadLog.open(disk.storage(), options)) {
      assertTrue(next.endLsn() > end, "LSNs go on");
      assertTrue(next.recovered().lsn() >= end);
    }
  }

  /** Whatever ends a truncation in the middle, the row of segments that is left has no gap. */
  @Test
  void shouldLeaveNoGapWhenATruncationFailsInTheMiddle() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    LogOptions options = LogWriters.options(SyncPolicy.group()).build();
    LogGeometry geometry = new LogGeometry(options.segmentSize());
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), options);
    while (log.endLsn() < geometry.startOf(3)) {
      model.begin(++numbers);
      model.appended(log.append(1, NumberedPayload.make(numbers, 60_000)), numbers);
    }
    log.sync();
    long durable = log.durableLsn();
    model.durableBefore(durable);
    model.truncating(durable);
    AtomicLong removals = new AtomicLong();
    disk.install(
        FaultPlan.none()
            .failWhen(
                step ->
                    (step.kind() == IoKind.RENAME || step.kind() == IoKind.DELETE)
                        && SegmentLayout.indexOf(step.file()) >= 0
                        && removals.incrementAndGet() == 2));
    assertThrows(IOException.class, () -> log.truncate(durable));
    disk.crash(1);
    disk.install(FaultPlan.none());
    try (LogReader reader = LogReader.open(disk.boot())) {
      assertEquals(geometry.startOf(1), reader.firstLsn(), "the oldest, and only that, is gone");
    }
    model.verify(disk.storage());
  }

  /**
   * Were segments of a cut life left, they would pass for a truncated log should the segment with
   * the log's end be lost: they go, the last one first, each durably before the next.
   */
  @Test
  void shouldRemoveSegmentsBehindTheEndFromTheLastOneOn() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    LogOptions options = LogWriters.options(SyncPolicy.group()).build();
    Storage storage = disk.storage();
    WriteAheadLog.open(storage, options).close();
    List<String> expected = new ArrayList<>();
    for (int index = 5; index >= 3; index--) {
      storage.open(SegmentLayout.fileName(index), OpenMode.CREATE_NEW).close();
      expected.add("DELETE " + SegmentLayout.fileName(index));
      expected.add("SYNC_DIRECTORY .");
    }
    List<String> steps = Collections.synchronizedList(new ArrayList<>());
    disk.install(
        FaultPlan.none()
            .failWhen(
                step -> {
                  if (step.kind() == IoKind.DELETE || step.kind() == IoKind.SYNC_DIRECTORY) {
                    steps.add(step.kind() + " " + step.file());
                  }
                  return false;
                }));
    WriteAheadLog.open(storage, options).close();
    assertEquals(expected, steps.subList(0, Math.min(expected.size(), steps.size())));
  }
}
