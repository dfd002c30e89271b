package dev.latchtree.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.IoKind;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Corners of the write side: rare interleavings, failures in the middle, limits. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogCornersTest {

  private static final SyncPolicy LONG_WINDOW =
      SyncPolicy.group(SyncPolicy.LONGEST, Integer.MAX_VALUE, Pacing.FULL_WINDOW);

  private final SimulatedDisk disk = new SimulatedDisk();

  private static LogOptions.Builder options(SyncPolicy policy) {
    return LogWriters.options(policy).preallocate(false);
  }

  /** Appends until the log ends in {@code segment}, and makes it durable. */
  private static void fillUpTo(WriteAheadLog log, long segment) {
    while (log.endLsn() / SegmentLayout.MIN_SEGMENT < segment) {
      log.append(1, new byte[60_000]);
    }
    log.sync();
  }

  private static boolean isKeeper() {
    return Thread.currentThread().getName().equals("latchtree-log-keeper");
  }

  private boolean exists(long segment) throws IOException {
    return disk.storage().exists(SegmentLayout.fileName(segment));
  }

  private static boolean isIn(Thread thread, Class<?> where) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(where.getName()));
  }

  /** Holds the keeper up, once, where it is told to; then lets it go on, or fail. */
  private static final class HeldKeeper implements HookedStorage.Hook {
    interface Place {
      boolean is(IoKind kind) throws IOException;
    }

    private final Place place;
    private final boolean fails;
    private final AtomicBoolean done = new AtomicBoolean();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    HeldKeeper(boolean fails, Place place) {
      this.fails = fails;
      this.place = place;
    }

    @Override
    public void before(IoKind kind) throws IOException {
      if (isKeeper() && place.is(kind) && done.compareAndSet(false, true)) {
        arrived.countDown();
        TestThreads.await(go, "the keeper to be let go");
        if (fails) {
          throw new IOException("the disk was full a moment ago");
        }
      }
    }
  }

  // ---- names

  /**
   * A truncation's directory sync fails and drops the name of the segment that the keeper has just
   * made; the keeper's own sync succeeds, and a leader writes into the segment. The next life finds
   * those records and goes on behind them, in a file whose name is lost with the power.
   */
  @Test
  void shouldNotGoOnInASegmentWhoseNameAFailedSyncHasDropped() throws IOException {
    HeldKeeper keeper = new HeldKeeper(false, kind -> kind == IoKind.SYNC_DIRECTORY && exists(2));
    WriteAheadLog log =
        WriteAheadLog.open(
            new HookedStorage(disk.storage(), keeper), options(SyncPolicy.group()).build());
    fillUpTo(log, 1);
    TestThreads.await(keeper.arrived, "segment 2 to get its name");
    TestThreads.Task<Boolean> writer = TestThreads.run(() -> fillUnlessFailed(log));
    TestThreads.awaitTrue(
        () -> isIn(writer.thread(), SegmentKeeper.class), "a leader to need segment 2");
    disk.install(
        FaultPlan.none().failWhen(step -> step.kind() == IoKind.SYNC_DIRECTORY && !isKeeper()));
    TestThreads.Task<IOException> truncation =
        TestThreads.start(
            () -> assertThrows(IOException.class, () -> log.truncate(log.durableLsn())));
    TestThreads.awaitTrue( // it may wait for the keeper's sync, but then it does not overlap it
        () -> truncation.isDone() || truncation.thread().getState() == Thread.State.WAITING,
        "the truncation");
    keeper.go.countDown();
    truncation.get();
    writer.get();
    disk.install(FaultPlan.none());
    assertThrows(LogFailedException.class, log::close);

    WriteAheadLog next = WriteAheadLog.open(disk.storage(), options(SyncPolicy.group()).build());
    long lsn = next.append(1, new byte[100]);
    next.awaitDurable(lsn);
    disk.crash(1);
    try (LogReader reader = LogReader.open(disk.boot())) {
      assertTrue(reader.end().lsn() > lsn, () -> "durable " + lsn + ", now " + reader.end());
    }
  }

  private static void fillUnlessFailed(WriteAheadLog log) {
    try {
      fillUpTo(log, 3);
    } catch (LogFailedException told) {
      assertTrue(told.getCause() instanceof IOException);
    }
  }

  /**
   * A truncation's directory sync fails: the removed segment comes back with the power cut. The
   * next life does not see it and removes the segment behind it, durably: a gap.
   */
  @Test
  void shouldLeaveNoGapWhereATruncationHasFailedInAnEarlierLife() throws IOException {
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), options(SyncPolicy.group()).build());
    fillUpTo(log, 1);
    disk.install(
        FaultPlan.none().failWhen(step -> step.kind() == IoKind.SYNC_DIRECTORY && !isKeeper()));
    assertThrows(IOException.class, () -> log.truncate(log.durableLsn()));
    disk.install(FaultPlan.none());
    assertThrows(LogFailedException.class, log::close);

    WriteAheadLog next = WriteAheadLog.open(disk.storage(), options(SyncPolicy.group()).build());
    fillUpTo(next, 2);
    next.truncate(next.durableLsn());
    long durable = next.durableLsn();
    disk.crash(1);
    try (WriteAheadLog last =
        WriteAheadLog.open(disk.boot(), options(SyncPolicy.group()).build())) {
      assertTrue(last.recovered().lsn() >= durable);
    }
  }

  /**
   * The first attempt to open the segment in use grows it, and cannot sync that; the second finds
   * it large enough. A file whose sync has failed is written and synced again: no loss is shown by
   * this, but the storage's contract forbids it.
   */
  @Test
  void shouldNotUseAFileWhoseAllocationCouldNotBeSynced() throws IOException {
    LogOptions options = options(SyncPolicy.group()).preallocate(true).build();
    WriteAheadLog.open(disk.storage(), options(SyncPolicy.group()).build()).close();
    String name = SegmentLayout.fileName(0);
    AtomicBoolean failed = new AtomicBoolean();
    disk.install(
        FaultPlan.none()
            .failWhen(
                step ->
                    step.kind() == IoKind.SYNC
                        && step.file().equals(name)
                        && failed.compareAndSet(false, true)));
    Set<Thread> before = keepers();
    try (SegmentKeeper keeper =
        new SegmentKeeper(
            disk.storage(),
            new LogGeometry(options.segmentSize()),
            7,
            options,
            new LogHealth(name),
            0,
            0,
            0)) {
      Set<Thread> started = keepers();
      started.removeAll(before);
      Thread thread = started.iterator().next();
      TestThreads.awaitTrue(
          () -> failed.get() && thread.getState() == Thread.State.WAITING, "the first attempt");
      assertThrows(IOException.class, () -> keeper.take(0).close());
    }
  }

  /** A keeper deletes files that belong to no log, by their index. */
  @Test
  void shouldLeaveFilesAloneThatBelongToNoLog() throws IOException {
    String foreign = SegmentLayout.fileName(SegmentHeader.MAX_INDEX + 1);
    disk.storage().open(foreign, OpenMode.CREATE_NEW).close();
    disk.storage().open("spare-keys.txt", OpenMode.CREATE_NEW).close();
    WriteAheadLog.open(disk.storage(), options(SyncPolicy.group()).build()).close();
    assertTrue(disk.storage().exists(foreign), foreign);
    assertTrue(disk.storage().exists("spare-keys.txt"), "spare-keys.txt");
  }

  // ---- credit

  @Test
  void shouldRefuseCreditThatOverflowsTheSum() throws IOException {
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), options(SyncPolicy.group()).build());
    log.append(1, new byte[10]);
    LogCredit credit = log.newCredit();
    try {
      assertThrows(IllegalArgumentException.class, () -> credit.admit(Long.MAX_VALUE));
    } finally {
      credit.close();
      log.close();
    }
  }

  @Test
  void shouldAdmitNobodyToAClosedLogWhateverIsAskedFor() throws IOException {
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), options(SyncPolicy.group()).build());
    log.close();
    LogCredit credit = log.newCredit();
    assertThrows(RuntimeException.class, () -> credit.admit(1L << 62));
  }

  // ---- the keeper

  /** A keeper that goes on after its log could not be opened would meet the next log's keeper. */
  @Test
  void shouldStopTheKeeperWhenTheLogCannotBeOpened() {
    Set<Thread> before = keepers();
    HookedStorage.Hook hook =
        kind -> {
          if (kind == IoKind.CREATE) {
            throw new IOException("no first segment");
          }
        };
    assertThrows(
        IOException.class,
        () ->
            WriteAheadLog.open(
                new HookedStorage(disk.storage(), hook), options(SyncPolicy.group()).build()));
    Set<Thread> left = keepers();
    left.removeAll(before);
    assertEquals(Set.of(), left);
    assertDoesNotThrow(() -> disk.storage().lock(LogParts.LOCK_NAME).close());
  }

  @Test
  void shouldCheckOptionsHoweverTheyAreMade() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new LogOptions(
                SyncPolicy.group(),
                SegmentLayout.MIN_SEGMENT,
                100_000,
                false,
                LogWrites.CALLS,
                1,
                true,
                Compression.NONE,
                1024,
                0,
                OptionalLong.empty()));
  }

  private static Set<Thread> keepers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("latchtree-log-keeper"))
        .collect(Collectors.toSet());
  }

  /** The attempt that fails had begun before the leader asked: it "is then tried once more". */
  @Test
  void shouldTryOnceMoreWhenAnAttemptUnderWayFailsUnderALeader() throws IOException {
    HeldKeeper keeper = new HeldKeeper(true, kind -> kind == IoKind.CREATE && exists(1));
    WriteAheadLog log =
        WriteAheadLog.open(
            new HookedStorage(disk.storage(), keeper), options(SyncPolicy.group()).build());
    fillUpTo(log, 1);
    TestThreads.await(keeper.arrived, "segment 2 to be made");
    TestThreads.Task<Boolean> writer = TestThreads.run(() -> fillUpTo(log, 3));
    TestThreads.awaitTrue(
        () -> isIn(writer.thread(), SegmentKeeper.class), "a leader to need segment 2");
    keeper.go.countDown();
    try {
      writer.get();
    } finally {
      assertDoesNotThrow(log::close);
    }
  }

  // ---- pacing

  /** Returns a committer that leads and waits a minute for company. */
  private static TestThreads.Task<Boolean> leaderInItsWindow(WriteAheadLog log, HeldSync held) {
    held.arm();
    TestThreads.Task<Boolean> first = TestThreads.run(() -> log.commit(log.append(1, new byte[9])));
    held.awaitArrival();
    TestThreads.Task<Boolean> second =
        TestThreads.run(() -> log.commit(log.append(1, new byte[9]))).awaitBlocked();
    held.letGo();
    first.get();
    TestThreads.awaitTrue(() -> isIn(second.thread(), Pacer.class), "a leader in its window");
    return second;
  }

  @Test
  void shouldNotLetATruncationWaitForCompany() throws IOException {
    HeldSync held = new HeldSync();
    WriteAheadLog log =
        WriteAheadLog.open(new HookedStorage(disk.storage(), held), options(LONG_WINDOW).build());
    fillUpTo(log, 1);
    TestThreads.Task<Boolean> leader = leaderInItsWindow(log, held);
    TestThreads.run(() -> log.truncate(log.durableLsn())).get();
    leader.get();
    log.close();
  }

  /** As when the keeper finds that the disk has failed. */
  @Test
  void shouldEndTheWaitForCompanyWhenTheLogFails() {
    AtomicBoolean failed = new AtomicBoolean();
    Pacer pacer = new Pacer(LONG_WINDOW, failed::get);
    pacer.arrived();
    pacer.arrived();
    pacer.served(2);
    pacer.arrived();
    TestThreads.Task<Boolean> leader = TestThreads.run(pacer::awaitCompany);
    TestThreads.awaitTrue(
        () -> leader.thread().getState() == Thread.State.TIMED_WAITING, "a leader in its window");
    failed.set(true);
    pacer.hurry();
    leader.get();
  }

  @Test
  void shouldNotWaitForCompanyWhileTheRingIsFull() throws IOException {
    HeldSync held = new HeldSync();
    WriteAheadLog log =
        WriteAheadLog.open(
            new HookedStorage(disk.storage(), held),
            options(LONG_WINDOW).ringSize(LogOptions.MIN_RING_SIZE).build());
    leaderInItsWindow(log, held);
    TestThreads.run(
            () -> {
              for (int i = 0; i < 10; i++) {
                log.append(1, new byte[10_000]);
              }
            })
        .get();
  }

  @Test
  void shouldNotLetACloseWaitForCompany() throws IOException {
    HeldSync held = new HeldSync();
    WriteAheadLog log =
        WriteAheadLog.open(new HookedStorage(disk.storage(), held), options(LONG_WINDOW).build());
    leaderInItsWindow(log, held);
    TestThreads.run(log::close).get();
  }

  /** The last group was of two, so the leader of the Close record would wait for another. */
  @Test
  void shouldNotLetTheCloseRecordWaitForCompany() throws IOException {
    HeldSync held = new HeldSync();
    WriteAheadLog log =
        WriteAheadLog.open(new HookedStorage(disk.storage(), held), options(LONG_WINDOW).build());
    held.arm();
    TestThreads.Task<Boolean> first = TestThreads.run(() -> log.commit(log.append(1, new byte[9])));
    held.awaitArrival();
    List<TestThreads.Task<Boolean>> group = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      group.add(TestThreads.run(() -> log.commit(log.append(1, new byte[9]))).awaitBlocked());
    }
    held.letGo();
    first.get();
    TestThreads.run(log::close).get();
    group.forEach(TestThreads.Task::get);
  }

  // ---- what is thrown in the middle

  /** Rule L4: nothing is allocated between reservation and publication, of a PAD neither. */
  @Test
  void shouldLeaveNoGapWhenThereIsNoMemoryForAPad(@TempDir Path directory) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                NoMemory.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), UTF_8);
    assertTrue(said.contains("appended over the end"), said);
    assertTrue(said.contains("synced or told"), said);
  }

  /** Appends over the end of a segment without a free byte on the heap, and then syncs. */
  static final class NoMemory {

    private NoMemory() {}

    public static void main(String[] args) throws Exception {
      WriteAheadLog log =
          WriteAheadLog.open(
              FileStorage.open(Path.of(args[0])),
              options(SyncPolicy.group()).ringSize(LogOptions.MIN_RING_SIZE).build());
      byte[] largest = new byte[log.maxPayload()];
      byte[] small = new byte[10_000];
      while (SegmentLayout.MIN_SEGMENT - log.endLsn() >= log.largestRecord()) {
        log.append(1, small);
      }
      log.sync();
      long end = log.endLsn();
      Object[] hoard = hoard();
      log.append(1, largest); // throws if it allocates anything
      hoard[0] = null;
      hoard = new Object[0];
      System.out.println(
          log.endLsn() > end && hoard.length == 0 ? "appended over the end" : "not there");
      TestThreads.Task<Boolean> syncer =
          TestThreads.run(
              () -> {
                try {
                  log.sync();
                } catch (LogFailedException told) {
                  assertTrue(told.getCause() instanceof OutOfMemoryError);
                }
              });
      try {
        syncer.get();
        System.out.println("synced or told");
      } catch (AssertionError stuck) {
        stuck.printStackTrace(System.out);
      }
      System.out.flush();
      Runtime.getRuntime().halt(0);
    }

    private static Object[] hoard() {
      Object[] all = new Object[1];
      for (int size = 1 << 16; size > 0; size /= 2) {
        try {
          while (true) {
            Object[] more = new Object[size];
            more[0] = all[0];
            all[0] = more;
          }
        } catch (OutOfMemoryError full) {
          // On with smaller pieces.
        }
      }
      return all;
    }
  }

  @Test
  void shouldNotEndTheSyncsOfAnIntervalSilently() {
    LogHealth health = new LogHealth("log");
    BackgroundSyncer syncer =
        new BackgroundSyncer(
            1,
            () -> {
              throw new OutOfMemoryError("for a waiter, say");
            },
            health);
    syncer.start();
    TestThreads.awaitTrue(health::failed, "anybody to be told that nobody syncs");
    syncer.close();
  }

  // ---- what the caller does

  @Test
  void shouldAppendNothingWhenTheTierIsRefused() throws IOException {
    try (WriteAheadLog log =
        WriteAheadLog.open(disk.storage(), options(SyncPolicy.group()).build())) {
      long end = log.endLsn();
      assertThrows(
          IllegalArgumentException.class, () -> log.append(1, new byte[10], Tier.INTERVAL));
      assertEquals(end, log.endLsn());
    }
  }

  // ---- OS

  /**
   * A full segment is synced in the background. The request comes in the middle of a flush: what it
   * wants synced is not "written" yet.
   */
  @Test
  void shouldSyncAFullSegmentWithoutFurtherCallsUnderOs() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean armed = new AtomicBoolean();
    AtomicInteger writes = new AtomicInteger();
    HookedStorage.Hook hook =
        kind -> {
          if (armed.get() && kind == IoKind.WRITE && !isKeeper() && writes.incrementAndGet() == 2) {
            second.countDown();
            TestThreads.await(go, "the write to be let go");
          }
        };
    WriteAheadLog log =
        WriteAheadLog.open(
            new HookedStorage(disk.storage(), hook),
            options(SyncPolicy.os()).ringSize(4 << 20).build());
    for (int i = 0; i < 20; i++) {
      log.append(1, new byte[60_000]);
    }
    long end = log.endLsn();
    armed.set(true);
    TestThreads.Task<Boolean> writer =
        TestThreads.run(() -> log.commit(end - RecordLayout.ALIGNMENT));
    TestThreads.await(second, "the write into the second segment");
    Field parts = WriteAheadLog.class.getDeclaredField("parts");
    Field requested = BackgroundSyncer.class.getDeclaredField("requested");
    Field thread = BackgroundSyncer.class.getDeclaredField("thread");
    parts.setAccessible(true);
    requested.setAccessible(true);
    thread.setAccessible(true);
    BackgroundSyncer syncer = ((LogParts) parts.get(log)).syncer;
    Thread syncing = (Thread) thread.get(syncer);
    TestThreads.awaitTrue(
        () -> {
          try {
            return !requested.getBoolean(syncer) && syncing.getState() == Thread.State.WAITING;
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        },
        "the request to be heard");
    go.countDown();
    writer.get();
    TestThreads.awaitTrue(
        () -> log.durableLsn() > SegmentLayout.MIN_SEGMENT, "the full segment to be synced");
    log.close();
  }

  /** The syncer's turn at the lead is counted as a committer that was served, and never came. */
  @Test
  void shouldCountWhoWaitsUnderOs() throws IOException {
    AtomicInteger held = new AtomicInteger();
    Semaphore arrived = new Semaphore(0);
    Semaphore go = new Semaphore(0);
    HookedStorage.Hook hook =
        kind -> {
          if (kind == IoKind.WRITE
              && Thread.currentThread().getName().equals("test")
              && held.get() > 0) {
            held.decrementAndGet();
            arrived.release();
            go.acquireUninterruptibly();
          }
        };
    WriteAheadLog log =
        WriteAheadLog.open(
            new HookedStorage(disk.storage(), hook), options(SyncPolicy.os()).build());
    for (int i = 0; i < 3; i++) {
      held.set(1);
      TestThreads.Task<Boolean> leader =
          TestThreads.run(() -> log.commit(log.append(1, new byte[9])));
      arrived.acquireUninterruptibly();
      log.append(1, new byte[9]);
      TestThreads.Task<Boolean> syncer = TestThreads.run(log::sync).awaitBlocked();
      go.release();
      leader.get();
      syncer.get();
    }
    held.set(1);
    TestThreads.Task<Boolean> leader =
        TestThreads.run(() -> log.commit(log.append(1, new byte[9])));
    arrived.acquireUninterruptibly();
    TestThreads.Task<Boolean> waiting =
        TestThreads.run(() -> log.commit(log.append(1, new byte[9]))).awaitBlocked();
    try {
      assertEquals(2, log.stats().waiting(), "the one who writes and the one behind");
    } finally {
      go.release();
      leader.get();
      waiting.get();
      log.close();
    }
  }

  // ---- limits: these hold

  @ParameterizedTest
  @ValueSource(longs = {(1L << 31) - 1, 1L << 32, SegmentHeader.MAX_INDEX - 3})
  void shouldGoOnFarOut(long segment) throws IOException {
    LogBytes bytes = new LogBytes(segment);
    bytes.open();
    bytes.sync();
    try (Storage storage = disk.storage()) {
      for (Map.Entry<Long, byte[]> file : bytes.segments().entrySet()) {
        try (StorageFile to =
            storage.open(SegmentLayout.fileName(file.getKey()), OpenMode.CREATE_NEW)) {
          to.writeFully(ByteBuffer.wrap(file.getValue()), 0);
          to.sync();
        }
      }
      storage.syncDirectory();
    }
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), options(SyncPolicy.group()).build());
    fillUpTo(log, segment + 2);
    long lsn = log.append(1, new byte[log.maxPayload()]);
    log.commit(lsn);
    log.truncate(lsn);
    assertEquals(segment + 2, log.firstLsn() / SegmentLayout.MIN_SEGMENT);
    disk.crash(1);
    try (LogReader reader = LogReader.open(disk.boot())) {
      assertTrue(reader.end().lsn() > lsn);
    }
  }

  /** Records that fill the ring and the segment to the last byte, LSNs inside of records, PADs. */
  @Test
  void shouldHoldAtTheLimits() throws IOException {
    WriteAheadLog log =
        WriteAheadLog.open(
            disk.storage(), options(SyncPolicy.group()).ringSize(LogOptions.MIN_RING_SIZE).build());
    LogBatch batch = log.newBatch();
    int half = log.largestRecord() / 2 - RecordLayout.HEADER_SIZE;
    batch.add(1, new byte[half]).add(2, new byte[half]);
    assertEquals(log.largestRecord(), batch.size());
    assertThrows(IllegalArgumentException.class, () -> batch.add(3, new byte[0]));
    for (int i = 0; i < 100; i++) { // the ring exactly full, again and again
      log.append(batch);
      log.append(1, new byte[log.maxPayload()]);
    }
    long end = log.endLsn();
    for (long lsn = SegmentLayout.HEADER_SIZE; lsn < end; lsn += 8 * RecordLayout.ALIGNMENT) {
      if (lsn % SegmentLayout.MIN_SEGMENT >= SegmentLayout.HEADER_SIZE) {
        log.commit(lsn);
        assertTrue(log.durableLsn() > lsn);
      }
    }
    for (long lsn : new long[] {0, -32, end, Long.MAX_VALUE - 31, Long.MIN_VALUE}) {
      assertThrows(IllegalArgumentException.class, () -> log.commit(lsn));
    }
    log.close();
    try (LogReader reader = LogReader.open(disk.storage())) {
      AtomicInteger records = new AtomicInteger();
      reader.read(0, record -> records.incrementAndGet());
      assertEquals(300, records.get());
    }
  }

  // ---- handles

  private enum Trouble {
    NONE,
    SYNC_OF_A_FULL_SEGMENT,
    HEADER_OF_A_SPARE
  }

  /** Every file that the log opens is closed when the log is, whatever has gone wrong. */
  @ParameterizedTest
  @EnumSource(Trouble.class)
  void shouldCloseEveryFile(Trouble trouble) throws IOException {
    Set<String> open = ConcurrentHashMap.newKeySet();
    AtomicBoolean armed = new AtomicBoolean();
    WriteAheadLog log =
        WriteAheadLog.open(
            watched(disk.storage(), open), options(SyncPolicy.group()).ringSize(4 << 20).build());
    disk.install(
        FaultPlan.none()
            .failWhen(
                step ->
                    switch (trouble) {
                      case NONE -> false;
                      case SYNC_OF_A_FULL_SEGMENT -> armed.get() && step.kind() == IoKind.SYNC;
                      case HEADER_OF_A_SPARE ->
                          step.kind() == IoKind.WRITE
                              && step.file().startsWith("spare-")
                              && armed.compareAndSet(true, false);
                    }));
    fillUpTo(log, 1);
    log.truncate(log.durableLsn());
    armed.set(true);
    if (trouble == Trouble.SYNC_OF_A_FULL_SEGMENT) {
      assertThrows(LogFailedException.class, () -> fillUpTo(log, 2));
      assertThrows(LogFailedException.class, log::close);
    } else {
      fillUpTo(log, 4);
      log.close();
    }
    assertEquals(Set.of(), open);
  }

  /** A storage that notes in {@code open} which handles are open. */
  private static Storage watched(Storage storage, Set<String> open) {
    AtomicInteger handles = new AtomicInteger();
    InvocationHandler onStorage =
        (proxy, method, arguments) -> {
          Object result = invoke(storage, method, arguments);
          if (!method.getName().equals("open")) {
            return result;
          }
          String handle = arguments[0] + " #" + handles.incrementAndGet();
          open.add(handle);
          return proxy(
              StorageFile.class,
              (file, call, given) -> {
                if (call.getName().equals("close")) {
                  open.remove(handle);
                }
                return invoke(result, call, given);
              });
        };
    return proxy(Storage.class, onStorage);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      method.setAccessible(true);
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
