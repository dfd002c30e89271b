package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.IoKind;
import dev.latchtree.storage.sim.SimulatedCrashException;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Truncation, its mark, and those who want the lead itself. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TruncationTest {

  private final SimulatedDisk disk = new SimulatedDisk();

  private static LogOptions.Builder options(SyncPolicy policy) {
    return LogWriters.options(policy).preallocate(false);
  }

  private static LogOptions group() {
    return options(SyncPolicy.group()).build();
  }

  private static void fillUpTo(WriteAheadLog log, long segment) {
    while (log.endLsn() / SegmentLayout.MIN_SEGMENT < segment) {
      log.append(1, new byte[60_000]);
    }
    log.sync();
  }

  private static boolean isKeeper() {
    return Thread.currentThread().getName().equals("latchtree-log-keeper");
  }

  /**
   * A removal of segment 0 that a failed directory sync has dropped; the next life removes 1, and
   * the power fails before 2 is gone. 0 and 2 are back, and the mark is in 3.
   */
  @Test
  void shouldReadALogWhoseSecondTruncationWasCutOffInTheMiddle() throws IOException {
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), group());
    fillUpTo(log, 1);
    disk.install(
        FaultPlan.none().failWhen(step -> step.kind() == IoKind.SYNC_DIRECTORY && !isKeeper()));
    assertThrows(IOException.class, () -> log.truncate(log.durableLsn()));
    disk.install(FaultPlan.none());
    assertThrows(LogFailedException.class, log::close);

    WriteAheadLog next = WriteAheadLog.open(disk.storage(), group());
    fillUpTo(next, 3);
    long durable = next.durableLsn();
    String second = SegmentLayout.fileName(2);
    disk.install(
        FaultPlan.none()
            .crashWhen(step -> step.kind() == IoKind.RENAME && step.file().equals(second), 1)
            .crashWhen(step -> step.kind() == IoKind.DELETE && step.file().equals(second), 1));
    assertThrows(SimulatedCrashException.class, () -> next.truncate(durable));
    disk.install(FaultPlan.none());
    Storage storage = disk.boot();
    try (LogReader reader = LogReader.open(storage)) {
      assertTrue(reader.end().lsn() >= durable, () -> durable + " " + reader.end());
    }
  }

  /**
   * Two segments behind the end with records of the life that was cut. Their removal, highest
   * first: the first directory sync fails, and the log is not opened; the next open removes the
   * lower one for good, and the power fails: the higher one is back behind a gap.
   */
  @Test
  void shouldReadALogWhoseLeftoversCameBackBehindAGap() throws IOException {
    List<String> damaged = new ArrayList<>();
    for (long seed = 1; seed <= 40; seed++) {
      String found = leftoversThatComeBack(seed);
      if (!found.isEmpty()) {
        damaged.add("seed " + seed + ": " + found);
      }
    }
    assertEquals(List.of(), damaged);
  }

  private static String leftoversThatComeBack(long seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    WriteAheadLog log =
        WriteAheadLog.open(disk.storage(), options(SyncPolicy.group()).ringSize(8 << 20).build());
    while (log.endLsn() / SegmentLayout.MIN_SEGMENT < 4) {
      log.append(1, new byte[60_000]);
    }
    String zero = SegmentLayout.fileName(0);
    disk.install(
        FaultPlan.none()
            .crashWhen(step -> step.kind() == IoKind.SYNC && step.file().equals(zero), seed));
    assertThrows(RuntimeException.class, log::sync);
    disk.install(FaultPlan.none());
    Storage storage = disk.boot();
    long end;
    try (LogReader reader = LogReader.open(storage)) {
      end = reader.end().lsn();
    }
    String third = SegmentLayout.fileName(3);
    AtomicBoolean deleted = new AtomicBoolean();
    disk.install(
        FaultPlan.none()
            .failWhen(
                step -> {
                  if (step.kind() == IoKind.DELETE && step.file().equals(third)) {
                    deleted.set(true);
                  }
                  return step.kind() == IoKind.SYNC_DIRECTORY && deleted.compareAndSet(true, false);
                }));
    try {
      WriteAheadLog.open(storage, group()).close();
      return ""; // the end is not before segment 3
    } catch (IOException expected) {
      // Opened once more by the same machine.
    }
    AtomicInteger syncs = new AtomicInteger();
    disk.install(
        FaultPlan.none()
            .crashWhen(
                step -> step.kind() == IoKind.SYNC_DIRECTORY && syncs.incrementAndGet() == 2,
                seed));
    try {
      WriteAheadLog.open(storage, group());
    } catch (IOException | RuntimeException crashed) {
      // Or a moment later, when the keeper syncs the directory.
    }
    TestThreads.awaitTrue(disk::isCrashed, "the power to fail");
    disk.install(FaultPlan.none());
    try (LogReader reader = LogReader.open(disk.boot())) {
      assertTrue(reader.end().lsn() >= end);
      return "";
    } catch (CorruptLogException damage) {
      return String.valueOf(damage.getMessage());
    }
  }

  /** A file that cannot be opened to be marked was not touched: nothing is lost. */
  @Test
  void shouldGoOnWhenTheSegmentToMarkCannotBeOpened() throws IOException {
    AtomicBoolean armed = new AtomicBoolean();
    HookedStorage.Hook hook =
        kind -> {
          if (kind == IoKind.OPEN && !isKeeper() && armed.compareAndSet(true, false)) {
            throw new IOException("too many open files");
          }
        };
    WriteAheadLog log = WriteAheadLog.open(new HookedStorage(disk.storage(), hook), group());
    fillUpTo(log, 1);
    armed.set(true);
    assertThrows(IOException.class, () -> log.truncate(log.durableLsn()));
    assertFalse(armed.get());
    assertDoesNotThrow(() -> log.commit(log.append(1, new byte[9])));
    log.truncate(log.durableLsn());
    log.close();
  }

  /** Waits where it restores its interrupt: in takeLead that is with the lead, before retired. */
  private static final class Closer extends Thread {
    private final CountDownLatch hasLead = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private volatile boolean holds;

    Closer(Runnable work) {
      super(work, "closer");
      setDaemon(true);
    }

    @Override
    public void interrupt() {
      if (Thread.currentThread() == this && holds) {
        hasLead.countDown();
        TestThreads.await(go, "the closer to be let go");
      }
      super.interrupt();
    }
  }

  /** A truncation asks for the lead between close's taking it for good and its saying so. */
  @Test
  void shouldNotHangWhenATruncationAsksForTheLeadThatCloseHasJustTaken() throws Exception {
    LogParts parts = LogParts.open(disk.storage(), group());
    CountDownLatch leads = new CountDownLatch(1);
    CountDownLatch resign = new CountDownLatch(1);
    TestThreads.Task<Boolean> leader =
        TestThreads.start(
            () ->
                parts.group.whileLeading(
                    () -> {
                      leads.countDown();
                      TestThreads.await(resign, "the leader to resign");
                      return true;
                    }));
    TestThreads.await(leads, "the lead");
    Closer closer =
        new Closer(
            () -> {
              try {
                parts.close();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    closer.start();
    TestThreads.awaitTrue(() -> closer.getState() == Thread.State.WAITING, "close to wait");
    closer.interrupt();
    TestThreads.awaitTrue(
        () -> !closer.isInterrupted() && closer.getState() == Thread.State.WAITING, "close again");
    closer.holds = true;
    resign.countDown();
    leader.get();
    TestThreads.await(closer.hasLead, "close to have the lead");
    TestThreads.Task<Boolean> truncation =
        TestThreads.run(
                () ->
                    assertThrows(
                        IllegalStateException.class,
                        () -> parts.keeper.truncateBefore(1, parts::betweenSyncs)))
            .awaitBlocked();
    closer.go.countDown();
    closer.join(5_000);
    assertFalse(closer.isAlive(), () -> "close hangs: " + List.of(closer.getStackTrace()));
    truncation.get();
  }

  /** The log fails with two in the queue who want the lead itself: both are taken out of it. */
  @Test
  void shouldNotForgetWhoWantsTheLeadOfALogThatFails() throws Exception {
    LogParts parts = LogParts.open(new SimulatedDisk().storage(), group());
    CountDownLatch leads = new CountDownLatch(1);
    CountDownLatch resign = new CountDownLatch(1);
    TestThreads.Task<Boolean> leader =
        TestThreads.start(
            () ->
                parts.group.whileLeading(
                    () -> {
                      leads.countDown();
                      TestThreads.await(resign, "the leader to resign");
                      return true;
                    }));
    TestThreads.await(leads, "the lead");
    List<TestThreads.Task<Boolean>> both = new ArrayList<>();
    AtomicBoolean winner = new AtomicBoolean();
    for (int i = 0; i < 2; i++) {
      int me = i;
      both.add(
          TestThreads.start(
                  () ->
                      parts.group.whileLeading(
                          () -> {
                            if (winner.compareAndSet(false, true)) {
                              TestThreads.awaitTrue(leader::isDone, "the leader to end");
                              Thread other = both.get(1 - me).thread();
                              TestThreads.awaitTrue(() -> isParked(other), "the other to park");
                            }
                            return true;
                          }))
              .awaitBlocked());
    }
    parts.health.fail(new IOException("as of a directory sync"));
    resign.countDown();
    leader.get();
    both.get(0).get();
    both.get(1).get();
    parts.close();
  }

  private static boolean isParked(Thread thread) {
    Object blocker = LockSupport.getBlocker(thread);
    if (!(blocker instanceof Waiter)) {
      return false;
    }
    try {
      Field signalled = Waiter.class.getDeclaredField("signalled");
      signalled.setAccessible(true);
      return !signalled.getBoolean(blocker) && thread.getState() == Thread.State.WAITING;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /**
   * The keeper's directory sync fails while a leader syncs, committers wait, and close has begun to
   * wait for the lead. All are told at once, and close finds the lead with one of the others.
   */
  @Test
  void shouldEndCloseWhenTheLogFailsUnderALeaderAndCommitters() throws Exception {
    for (int round = 0; round < 300; round++) {
      closeUnderFailure(round);
    }
  }

  private static void closeUnderFailure(int round) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    HeldSync held = new HeldSync();
    CountDownLatch fail = new CountDownLatch(1);
    HookedStorage.Hook hook =
        kind -> {
          held.before(kind);
          if (isKeeper()
              && kind == IoKind.SYNC_DIRECTORY
              && disk.storage().exists(SegmentLayout.fileName(1))) {
            TestThreads.await(fail, "the keeper to be let go");
            throw new IOException("the directory");
          }
        };
    WriteAheadLog log = WriteAheadLog.open(new HookedStorage(disk.storage(), hook), group());
    held.arm();
    List<TestThreads.Task<LogFailedException>> tasks = new ArrayList<>();
    tasks.add(committer(log));
    held.awaitArrival();
    for (int i = 0; i < 4; i++) {
      tasks.add(committer(log));
    }
    tasks.subList(1, 5).forEach(TestThreads.Task::awaitBlocked);
    TestThreads.Task<LogFailedException> closer =
        TestThreads.start(() -> assertThrows(LogFailedException.class, log::close)).awaitBlocked();
    fail.countDown();
    TestThreads.awaitTrue(
        () ->
            Arrays.stream(closer.thread().getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("takeLead")),
        "close to ask for the lead");
    closer.awaitBlocked();
    held.letGo();
    try {
      tasks.forEach(TestThreads.Task::get);
      closer.get();
    } catch (AssertionError e) {
      throw new AssertionError("round " + round, e);
    }
  }

  private static TestThreads.Task<LogFailedException> committer(WriteAheadLog log) {
    return TestThreads.start(
        () -> assertThrows(LogFailedException.class, () -> log.commit(log.append(1, new byte[9]))));
  }

  /** A spare that was marked in its first life carries no mark in its second. */
  @Test
  void shouldNotInheritAMark() throws IOException {
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), group());
    fillUpTo(log, 2);
    log.truncate(log.durableLsn());
    fillUpTo(log, 4);
    log.truncate(log.durableLsn());
    fillUpTo(log, 7);
    log.close();
    List<Long> marked = new ArrayList<>();
    for (long i = 4; i <= 7; i++) {
      try (StorageFile file = disk.storage().open(SegmentLayout.fileName(i), OpenMode.READ_ONLY)) {
        ByteBuffer eight = ByteBuffer.allocate(8);
        file.readFully(eight, SegmentLayout.START);
        if (eight.getLong(0) != 0) {
          marked.add(i);
        }
      }
    }
    assertEquals(List.of(4L), marked);
  }
}
