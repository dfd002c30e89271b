package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageLockedException;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every log promises, whatever its policy. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WriteAheadLogTest {

  private static final int SMALL_SEGMENT = SegmentLayout.MIN_SEGMENT;

  @TempDir Path directory;

  static Stream<SyncPolicy> policies() {
    return Stream.of(
        SyncPolicy.always(),
        SyncPolicy.group(),
        SyncPolicy.group(Duration.ofMillis(1), 100, Pacing.GREEDY),
        SyncPolicy.group(Duration.ofMillis(1), 2, Pacing.FULL_WINDOW),
        SyncPolicy.interval(Duration.ofMillis(2)),
        SyncPolicy.os());
  }

  private static LogOptions.Builder small(SyncPolicy policy) {
    return LogOptions.builder()
        .policy(policy)
        .segmentSize(SMALL_SEGMENT)
        .ringSize(LogOptions.MIN_RING_SIZE)
        .logId(7);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private record Found(long lsn, int type, String payload) {}

  private static List<Found> readAll(Storage storage) throws IOException {
    List<Found> found = new ArrayList<>();
    try (LogReader reader = LogReader.open(storage)) {
      reader.read(
          0,
          record ->
              found.add(
                  new Found(
                      record.lsn(),
                      record.type(),
                      new String(record.bytes(), StandardCharsets.UTF_8))));
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldGiveBackWhatWasCommitted(SyncPolicy policy) throws IOException {
    List<Found> written = new ArrayList<>();
    try (Storage storage = FileStorage.open(directory)) {
      for (int life = 0; life < 3; life++) {
        try (WriteAheadLog log = WriteAheadLog.open(storage, small(policy).build())) {
          for (int i = 0; i < 100; i++) {
            String text = "life " + life + ", record " + i;
            long lsn = log.append(i, bytes(text));
            log.commit(lsn);
            written.add(new Found(lsn, i, text));
          }
        }
        assertEquals(written, readAll(storage));
        try (LogReader reader = LogReader.open(storage)) {
          assertEquals(LogEnd.Kind.CLOSED, reader.end().kind());
          assertEquals(life + 1, reader.end().generation());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldKeepTheOrderOfManyWriters(SyncPolicy policy) throws Exception {
    int threads = 8;
    int each = policy.kind() == SyncPolicy.Kind.ALWAYS ? 100 : 2_000;
    ConcurrentLinkedQueue<Found> written = new ConcurrentLinkedQueue<>();
    SimulatedDisk disk = new SimulatedDisk();
    try (WriteAheadLog log = WriteAheadLog.open(disk.storage(), small(policy).build())) {
      List<Thread> writers = new ArrayList<>();
      ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
      for (int t = 0; t < threads; t++) {
        int number = t;
        Thread writer =
            new Thread(
                () -> {
                  SplittableRandom random = new SplittableRandom(number);
                  for (int i = 0; i < each; i++) {
                    String text = number + ":" + i + "x".repeat(random.nextInt(200));
                    long lsn = log.append(number, bytes(text));
                    log.commit(lsn);
                    written.add(new Found(lsn, number, text));
                  }
                });
        writer.setUncaughtExceptionHandler((thread, e) -> failures.add(e));
        writers.add(writer);
        writer.start();
      }
      for (Thread writer : writers) {
        writer.join();
      }
      assertEquals(List.of(), List.copyOf(failures));
      log.sync();
      assertEquals(log.endLsn(), log.durableLsn());
      assertEquals((long) threads * each + 1, log.stats().records(), "and the Open record");
    }
    List<Found> sorted = new ArrayList<>(written);
    sorted.sort((a, b) -> Long.compare(a.lsn, b.lsn));
    assertEquals(sorted, readAll(disk.storage()));
    int[] next = new int[threads];
    for (Found found : sorted) {
      assertTrue(found.payload.startsWith(found.type + ":" + next[found.type]++));
    }
  }

  @Test
  void shouldWriteOverManySegmentsAndTruncateThem() throws IOException {
    try (Storage storage = FileStorage.open(directory)) {
      LogOptions options = small(SyncPolicy.group()).spareSegments(1).build();
      byte[] payload = new byte[10_000];
      long middle = 0;
      try (WriteAheadLog log = WriteAheadLog.open(storage, options)) {
        long lsn = 0;
        for (int i = 0; i < 700; i++) {
          lsn = log.append(1, payload);
          middle = i == 350 ? lsn : middle;
        }
        log.commit(lsn);
        assertEquals(6, log.stats().rotations());
        log.truncate(middle);
        assertEquals(
            new LogGeometry(SMALL_SEGMENT).startOf(middle / SMALL_SEGMENT), log.firstLsn());
        assertThrows(IllegalArgumentException.class, () -> log.truncate(log.endLsn() + 32));
      }
      try (LogReader reader = LogReader.open(storage)) {
        int[] count = new int[1];
        reader.read(middle, record -> count[0]++);
        assertEquals(350, count[0]);
        assertTrue(reader.firstLsn() > SegmentLayout.HEADER_SIZE);
      }
      try (WriteAheadLog log = WriteAheadLog.open(storage, options)) {
        for (int i = 0; i < 700; i++) {
          log.append(2, payload);
        }
        log.sync();
      }
      try (LogReader reader = LogReader.open(storage)) {
        int[] count = new int[3];
        reader.read(middle, record -> count[record.type()]++);
        assertEquals(350, count[1]);
        assertEquals(700, count[2]);
      }
    }
  }

  @Test
  void shouldKeepTheSegmentOfTheLastRecordWhenTheEndIsABorder() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    LogOptions options = small(SyncPolicy.group()).build();
    LogGeometry geometry = new LogGeometry(SMALL_SEGMENT);
    try (WriteAheadLog log = WriteAheadLog.open(disk.storage(), options)) {
      // Open takes 32 bytes; 77 records of 13,216 and one of the rest fill the segment to the byte.
      int each = 13_216;
      int rest = geometry.capacity() - 32;
      while (rest >= each) {
        log.append(1, new byte[each - 32]);
        rest -= each;
      }
      log.append(1, new byte[rest - 32]);
      log.sync();
      assertEquals(geometry.startOf(1), log.endLsn());
      log.truncate(log.endLsn());
      assertEquals(geometry.startOf(0), log.firstLsn());
    }
    disk.crash(3);
    try (WriteAheadLog log = WriteAheadLog.open(disk.boot(), options)) {
      assertEquals(LogEnd.Kind.CLOSED, log.recovered().kind());
      log.append(2, new byte[10]);
      log.sync();
      log.truncate(log.endLsn());
      assertEquals(geometry.startOf(1), log.firstLsn());
    }
    assertEquals(1, readAll(disk.storage()).size());
  }

  @Test
  void shouldNotLetACutLifeComeBackInSegmentsBehindTheEnd() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    LogOptions options = small(SyncPolicy.group()).build();
    WriteAheadLog.open(disk.storage(), options).close();
    Storage storage = disk.storage();
    String ahead = SegmentLayout.fileName(1);
    assertTrue(storage.exists(ahead) || !storage.exists(SegmentLayout.fileName(2)));
    try (WriteAheadLog log = WriteAheadLog.open(storage, options)) {
      for (int i = 0; i < 200; i++) {
        log.append(1, new byte[15_000]);
      }
      log.sync();
    }
    // Four segments at least, and one ahead; a later life finds leftovers only behind its end.
    List<String> names =
        storage.list().stream().filter(name -> SegmentLayout.indexOf(name) >= 0).toList();
    assertTrue(names.size() >= 3, names.toString());
    try (WriteAheadLog log = WriteAheadLog.open(storage, options)) {
      long last = log.endLsn() / SMALL_SEGMENT;
      assertTrue(storage.exists(SegmentLayout.fileName(last)));
      assertFalse(storage.exists(SegmentLayout.fileName(last + 2)), storage.list().toString());
      log.append(1, new byte[10]);
    }
    assertEquals(201, readAll(storage).size());
  }

  @Test
  void shouldAppendBatchesBuffersAndWithCredit() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    List<Found> written = new ArrayList<>();
    try (WriteAheadLog log =
        WriteAheadLog.open(disk.storage(), small(SyncPolicy.group()).build())) {
      LogBatch batch = log.newBatch();
      byte[] reused = bytes("first");
      batch.add(1, reused);
      reused[0] = 'F';
      batch.add(2, bytes("second, which is longer than the first by far")).add(3, bytes(""));
      for (int turn = 0; turn < 2; turn++) {
        long last = log.append(batch);
        written.add(new Found(last - 64 - 96, 1, "first"));
        written.add(new Found(last - 96, 2, "second, which is longer than the first by far"));
        written.add(new Found(last, 3, ""));
      }
      assertThrows(IllegalArgumentException.class, () -> log.append(log.newBatch()));
      ByteBuffer direct = ByteBuffer.allocateDirect(64).put(bytes("..direct..")).flip();
      direct.position(2).limit(8);
      written.add(new Found(log.append(4, direct), 4, "direct"));
      assertEquals(6, direct.remaining());
      written.add(new Found(log.append(5, ByteBuffer.wrap(bytes("heap"))), 5, "heap"));
      try (LogCredit credit = log.newCredit()) {
        credit.admit(log.creditFor(3) * 2);
        written.add(new Found(log.append(credit, 6, bytes("abc"), 0, 3), 6, "abc"));
        assertThrows(
            IllegalStateException.class, () -> log.append(credit, 6, new byte[500], 0, 500));
        assertThrows(IllegalStateException.class, () -> credit.admit(1));
      }
      written.add(new Found(log.append(7, bytes("now"), Tier.POWER_SAFE), 7, "now"));
      assertEquals(log.endLsn(), log.durableLsn());
    }
    assertEquals(written, readAll(disk.storage()));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldHandOutReceipts(SyncPolicy policy) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    try (WriteAheadLog log = WriteAheadLog.open(disk.storage(), small(policy).build())) {
      long lsn = log.append(1, bytes("a"));
      Receipt unwaited = log.receiptFor(lsn);
      assertEquals(0, unwaited.groupSize());
      Receipt receipt = log.commitWithReceipt(lsn);
      assertEquals(policy.tier(), receipt.tier());
      assertEquals(1, receipt.groupSize());
      Receipt durable = log.awaitDurable(unwaited);
      assertEquals(Tier.POWER_SAFE, durable.tier());
      assertEquals(lsn, durable.lsn());
      assertTrue(log.durableLsn() > lsn);
      long next = log.append(1, bytes("b"));
      log.commit(next, Tier.PROCESS_SAFE);
      log.awaitDurable(next);
      assertTrue(log.durableLsn() > next);
      assertThrows(IllegalArgumentException.class, () -> log.commit(log.endLsn()));
      assertThrows(IllegalArgumentException.class, () -> log.commit(5));
    }
  }

  @Test
  void shouldRefuseWhatDoesNotFit() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    try (WriteAheadLog log =
        WriteAheadLog.open(disk.storage(), small(SyncPolicy.group()).build())) {
      int max = log.maxPayload();
      assertEquals(LogOptions.MIN_RING_SIZE / 4 - RecordLayout.HEADER_SIZE, max);
      long lsn = log.append(1, new byte[max]);
      log.commit(lsn);
      String message =
          String.valueOf(
              assertThrows(IllegalArgumentException.class, () -> log.append(1, new byte[max + 1]))
                  .getMessage());
      assertTrue(message.contains(String.valueOf(max + 1)), message);
      assertTrue(message.contains(String.valueOf(max)), message);
      assertThrows(IllegalArgumentException.class, () -> log.append(240, new byte[1]));
      assertThrows(IllegalArgumentException.class, () -> log.append(-1, new byte[1]));
      assertEquals(log.endLsn(), log.durableLsn());
    }
  }

  /** Another log's batch may be larger than any record of this one. */
  @Test
  void shouldRefuseABatchAndCreditOfAnotherLog() throws IOException {
    try (WriteAheadLog log =
            WriteAheadLog.open(new SimulatedDisk().storage(), small(SyncPolicy.group()).build());
        WriteAheadLog other =
            WriteAheadLog.open(
                new SimulatedDisk().storage(),
                LogOptions.builder().segmentSize(64 << 20).preallocate(false).build());
        LogCredit credit = other.newCredit()) {
      long end = log.endLsn();
      LogBatch batch = other.newBatch().add(1, new byte[2 << 20]);
      assertThrows(IllegalArgumentException.class, () -> log.append(batch));
      credit.admit(other.creditFor(10));
      assertThrows(
          IllegalArgumentException.class, () -> log.append(credit, 1, new byte[10], 0, 10));
      assertEquals(end, log.endLsn());
    }
  }

  @Test
  void shouldBelongToOneOwner() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    LogOptions options = small(SyncPolicy.group()).build();
    WriteAheadLog log = WriteAheadLog.open(disk.storage(), options);
    assertThrows(StorageLockedException.class, () -> WriteAheadLog.open(disk.storage(), options));
    log.append(1, bytes("accepted, not committed"));
    log.close();
    log.close();
    assertThrows(IllegalStateException.class, () -> log.append(1, bytes("late")));
    assertEquals(1, readAll(disk.storage()).size());
    WriteAheadLog.open(disk.storage(), options).close();
  }

  @Test
  void shouldReturnFromAnInterruptedCommitWithTheFlagSet() throws IOException {
    try (Storage storage = FileStorage.open(directory);
        WriteAheadLog log = WriteAheadLog.open(storage, small(SyncPolicy.group()).build())) {
      Thread.currentThread().interrupt();
      long lsn = log.append(1, bytes("a"));
      log.commit(lsn);
      assertTrue(Thread.interrupted());
      assertTrue(log.durableLsn() > lsn);
      log.commit(log.append(1, bytes("b")));
      assertFalse(Thread.interrupted());
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldCompressWhatShrinks(SyncPolicy policy) throws IOException {
    for (Compression compression : Compression.values()) {
      SimulatedDisk disk = new SimulatedDisk();
      String text = "so it goes, ".repeat(500);
      byte[] noise = new byte[5_000];
      new SplittableRandom(1).nextBytes(noise);
      try (WriteAheadLog log =
          WriteAheadLog.open(
              disk.storage(),
              small(policy).compression(compression).compressionThreshold(100).build())) {
        long start = log.endLsn();
        log.append(1, bytes(text));
        long size = log.endLsn() - start;
        assertEquals(
            compression == Compression.NONE, size > text.length(), compression + ": " + size);
        start = log.endLsn();
        log.append(2, noise);
        assertEquals(RecordLayout.aligned(32 + noise.length), log.endLsn() - start);
        log.append(3, ByteBuffer.allocateDirect(5_000));
      }
      List<Found> found = readAll(disk.storage());
      assertEquals(text, found.get(0).payload);
      assertEquals(new String(noise, StandardCharsets.UTF_8), found.get(1).payload);
      assertEquals("\0".repeat(5_000), found.get(2).payload);
    }
  }
}
