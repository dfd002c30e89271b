package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.wal.LogBytes.Appended;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogReaderTest {

  private static final long FIRST = 4096;

  private final LogBytes log = new LogBytes();

  /** Holds a record to what was appended. */
  private static void assertIs(Appended expected, LogRecord record) {
    assertEquals(expected.lsn(), record.lsn());
    assertEquals(expected.end(), record.nextLsn());
    assertEquals(expected.type(), record.type());
    assertEquals(expected.generation(), record.generation());
    assertEquals(expected.payload().remaining(), record.payloadLength());
    assertEquals(expected.payload(), record.payload());
  }

  private void assertReads(long from) throws IOException {
    List<Appended> expected = log.userRecords(from);
    List<Long> lsns = new ArrayList<>();
    try (LogReader reader = LogReader.open(log.storage())) {
      reader.read(
          from,
          record -> {
            assertIs(expected.get(lsns.size()), record);
            lsns.add(record.lsn());
          });
      assertEquals(expected.size(), lsns.size());
      Map<Long, Integer> delivered = new ConcurrentSkipListMap<>();
      reader.readParallel(
          from, 3, record -> delivered.put(record.lsn(), Arrays.hashCode(record.bytes())));
      assertEquals(lsns, List.copyOf(delivered.keySet()));
      assertEquals(
          expected.stream().map(r -> Arrays.hashCode(r.payload().array())).toList(),
          List.copyOf(delivered.values()));
    }
  }

  private void appendSome(int count) {
    for (int i = 0; i < count; i++) {
      log.append(i * 37 % 5000);
      if (i % 10 == 9) {
        log.sync();
      }
    }
  }

  @Test
  void shouldDeliverNothingOfAnEmptyLog() throws Exception {
    log.remove(0);
    assertReads(0);
    assertReads(FIRST);
    try (LogReader reader = LogReader.open(log.storage());
        LogCursor cursor = reader.cursor(0)) {
      assertFalse(cursor.next());
    }
  }

  @Test
  void shouldDeliverTheUsersRecordsInOrder() throws Exception {
    log.open();
    appendSome(2000);
    log.close();
    log.open();
    log.pad(320);
    appendSome(100);
    assertReads(0);
    assertReads(FIRST);
    for (int i = 0; i < log.records().size(); i += 97) {
      assertReads(log.records().get(i).lsn());
      assertReads(log.records().get(i).end());
    }
    assertReads(log.next());
  }

  @Test
  void shouldDeliverRecordsLargerThanTheWindow() throws Exception {
    log.open();
    log.append(10);
    log.append(SegmentWindow.SIZE - 32);
    log.append(SegmentWindow.SIZE - 31);
    log.append(LogBytes.SEGMENT - 4096 - 32);
    log.append(10);
    assertReads(0);
    assertReads(log.records().get(3).lsn());
  }

  @Test
  void shouldReadALogWhoseLastSegmentIsFull() throws Exception {
    log.open();
    appendSome(900);
    log.padToSegmentEnd();
    assertReads(0);
    log.prepare(log.next() / LogBytes.SEGMENT);
    assertReads(0);
    assertReads(log.next());
  }

  @Test
  void shouldReadATruncatedLog() throws Exception {
    log.open();
    appendSome(1500);
    assertTrue(log.next() > 3L * LogBytes.SEGMENT);
    log.remove(0);
    log.remove(1);
    log.records().removeIf(record -> record.segment() < 2);
    assertReads(0);
    try (LogReader reader = LogReader.open(log.storage())) {
      assertEquals(2L * LogBytes.SEGMENT + 4096, reader.firstLsn());
      assertThrows(IllegalArgumentException.class, () -> reader.cursor(FIRST));
    }
  }

  @Test
  void shouldSayWhyNoRecordStartsThere() throws Exception {
    log.open();
    Appended a = log.append(1000);
    log.padToSegmentEnd();
    log.append(10);
    try (LogReader reader = LogReader.open(log.storage())) {
      long end = log.next();
      Map<Long, String> wrong =
          Map.of(
              -1L,
              "outside",
              32L,
              "outside",
              end + 32,
              "outside",
              Long.MAX_VALUE,
              "outside",
              FIRST + 1,
              "not aligned",
              a.lsn() + 16,
              "not aligned",
              (long) LogBytes.SEGMENT,
              "header",
              LogBytes.SEGMENT + 4064L,
              "header",
              a.lsn() + 32,
              "inside of a record",
              LogBytes.SEGMENT - 32L,
              "inside of a record");
      wrong.forEach(
          (lsn, why) -> {
            IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> reader.read(lsn, record -> {}));
            String message = String.valueOf(failure.getMessage());
            for (String word : new String[] {why, "LSN " + lsn, "from 4096", "to " + end}) {
              assertTrue(message.contains(word), message);
            }
            assertThrows(IllegalArgumentException.class, () -> reader.cursor(lsn));
            assertThrows(
                IllegalArgumentException.class, () -> reader.readParallel(lsn, 2, record -> {}));
          });
    }
  }

  @Test
  void shouldReportDamageBeforeTheEnd() throws Exception {
    log.open();
    appendSome(1500);
    log.sync();
    log.append(10);
    List<Appended> all = log.userRecords(0);
    Appended early = all.get(100);
    Appended late = all.get(1000);
    assertTrue(late.segment() > early.segment());
    log.tear(late);
    assertDamage(late, 0, early.lsn());
    assertDamage(late, late.lsn());
    log.tear(early);
    assertDamage(early, 0, early.lsn());
    assertDamage(late, early.end(), late.lsn());
    log.tear(early);
    log.tear(late);
    assertReads(0);
    log.segment(1)[17] ^= 1;
    try (LogReader reader = LogReader.open(log.storage())) {
      for (int threads : new int[] {0, 1, 3}) {
        CorruptLogException failure =
            assertThrows(CorruptLogException.class, () -> readAll(reader, 0, threads));
        assertEquals(LogBytes.SEGMENT, failure.lsn());
        assertEquals("heap/0000000000000001.wal", failure.file());
      }
    }
  }

  private static int readAll(LogReader reader, long from, int threads) throws IOException {
    Map<Long, Boolean> seen = new ConcurrentHashMap<>();
    if (threads == 0) {
      reader.read(from, record -> seen.put(record.lsn(), true));
    } else {
      reader.readParallel(from, threads, record -> seen.put(record.lsn(), true));
    }
    return seen.size();
  }

  private void assertDamage(Appended damaged, long... starts) throws IOException {
    try (LogReader reader = LogReader.open(log.storage())) {
      for (long from : starts) {
        for (int threads : new int[] {0, 1, 3}) {
          CorruptLogException failure =
              assertThrows(CorruptLogException.class, () -> readAll(reader, from, threads));
          assertEquals(damaged.lsn(), failure.lsn());
          assertTrue(String.valueOf(failure.getMessage()).contains("checksum"));
          assertTrue(failure.file().endsWith(LogBytes.fileName(damaged.segment())));
        }
      }
    }
  }

  @Test
  void shouldReportOldRecordsInTheDurableLog() throws Exception {
    log.open();
    appendSome(900);
    log.close();
    log.open();
    appendSome(1500);
    long segment = log.next() / LogBytes.SEGMENT - 2;
    long lsn = segment * LogBytes.SEGMENT + 4096;
    // A segment of the second life shows, whole, what the first one would have written.
    log.put(lsn, LogBytes.SEGMENT - 4096, FIRST, 1, 7, 0, new byte[LogBytes.SEGMENT - 4096 - 32]);
    try (LogReader reader = LogReader.open(log.storage())) {
      for (int threads : new int[] {0, 1, 3}) {
        CorruptLogException failure =
            assertThrows(CorruptLogException.class, () -> readAll(reader, 0, threads));
        assertEquals(lsn, failure.lsn());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void shouldDecompressPayloads(Compression compression) throws Exception {
    PayloadCodec codec = Objects.requireNonNull(PayloadCodec.of(compression));
    log.open();
    for (int length : new int[] {100, 10, 900_000, 5000}) {
      byte[] plain = PayloadCodecTest.text(length);
      byte[] target = new byte[codec.maxCompressedLength(length)];
      int stored = codec.compress(plain, 0, length, target, 0);
      if (stored < 0) {
        log.append(5, plain);
      } else {
        log.append(5, codec.code(), Arrays.copyOf(target, stored), plain);
      }
    }
    assertReads(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 99, 101, Integer.MAX_VALUE, LogBytes.SEGMENT})
  void shouldReportAPayloadThatCannotBeDecompressed(int plainLength) throws Exception {
    PayloadCodec codec = Objects.requireNonNull(PayloadCodec.of(Compression.LZ4));
    byte[] target = new byte[codec.maxCompressedLength(100)];
    int stored = codec.compress(PayloadCodecTest.text(100), 0, 100, target, 0);
    LogBytes.littleEndian(target).putInt(0, plainLength);
    log.open();
    Appended bad = log.append(5, codec.code(), Arrays.copyOf(target, stored), new byte[0]);
    try (LogReader reader = LogReader.open(log.storage());
        LogCursor cursor = reader.cursor(0)) {
      assertEquals(bad.lsn(), assertThrows(CorruptLogException.class, cursor::next).lsn());
      assertEquals(bad.lsn(), assertThrows(CorruptLogException.class, cursor::next).lsn());
    }
  }

  @Test
  void shouldShowAReadOnlyViewThatIsReused() throws Exception {
    log.open();
    log.append(7, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    log.append(8, new byte[] {9});
    try (LogReader reader = LogReader.open(log.storage());
        LogCursor cursor = reader.cursor(0)) {
      assertTrue(cursor.next());
      LogRecord record = cursor.record();
      ByteBuffer payload = record.payload();
      assertEquals(ByteOrder.LITTLE_ENDIAN, payload.order());
      assertEquals(0x0807_0605_0403_0201L, payload.getLong());
      assertThrows(ReadOnlyBufferException.class, () -> payload.put(0, (byte) 1));
      assertEquals(8, record.payload().remaining(), "asked again, it starts again");
      assertTrue(cursor.next());
      assertSame(record, cursor.record());
      assertArrayEquals(new byte[] {9}, record.bytes());
      assertFalse(cursor.next());
      assertFalse(cursor.next());
    }
  }

  @Test
  void shouldRefuseToReadWhenClosed() throws Exception {
    log.open();
    log.append(1);
    LogReader reader = LogReader.open(log.storage());
    LogCursor cursor = reader.cursor(0);
    reader.close();
    assertThrows(IllegalStateException.class, cursor::next);
    cursor.close();
    assertThrows(IllegalStateException.class, () -> reader.read(0, record -> {}));
    assertThrows(IllegalStateException.class, () -> reader.cursor(0));
  }

  @Test
  void shouldTellHowFarItHasCome() throws Exception {
    log.open();
    appendSome(2000);
    long[] last = new long[3];
    ReadProgress progress =
        (done, total, records) -> {
          assertTrue(done >= last[0] && records >= last[2], "figures fall");
          last[0] = done;
          last[1] = total;
          last[2] = records;
        };
    try (LogReader reader = LogReader.open(log.storage())) {
      long headers = log.next() / LogBytes.SEGMENT * 4096;
      for (int threads : new int[] {0, 1, 2}) {
        Arrays.fill(last, 0);
        if (threads == 0) {
          reader.read(0, record -> {}, progress);
        } else {
          reader.readParallel(0, threads, record -> {}, progress);
        }
        assertArrayEquals(
            new long[] {log.next() - FIRST - headers, log.next() - FIRST - headers, 2000}, last);
      }
      reader.read(log.next(), record -> {}, (d, t, r) -> last[0] = d + t + r);
      assertEquals(0, last[0]);
    }
  }

  @Test
  void shouldHandOnWhatTheHandlerThrows() throws Exception {
    log.open();
    appendSome(1500);
    try (LogReader reader = LogReader.open(log.storage())) {
      for (Exception wanted : List.of(new IOException("x"), new IllegalStateException("y"))) {
        RecordHandler handler =
            record -> {
              if (record.lsn() > LogBytes.SEGMENT) {
                if (wanted instanceof IOException e) {
                  throw e;
                }
                throw (RuntimeException) wanted;
              }
            };
        assertSame(wanted, assertThrows(Exception.class, () -> reader.read(0, handler)));
        assertSame(wanted, assertThrows(Exception.class, () -> reader.readParallel(0, 2, handler)));
      }
    }
  }

  @Test
  void shouldReadOnWhenInterrupted() throws Exception {
    log.open();
    appendSome(1500);
    try (LogReader reader = LogReader.open(log.storage())) {
      Thread.currentThread().interrupt();
      assertEquals(1500, readAll(reader, 0, 3));
      assertTrue(Thread.interrupted());
    }
  }
}
