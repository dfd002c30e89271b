package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.wal.LogBytes.Appended;
import dev.latchtree.wal.RecordHeader.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The pictures in the Javadoc, as bytes: what is written today must be read for ever. */
class LogFormatTest {

  // All were computed outside this code, by another implementation of CRC32C.

  /** The first 64 bytes of segment 5 of a log with segments of 1 MiB; the rest is zero. */
  private static final String GOLDEN_HEADER =
      "4c5452454557414c01000000000010000500000000000000887766554433221100000000"
          + "00000000000000000000000000000000000000000000000018e41093";

  // Four records at the start of segment 5, in generation 3.

  private static final String GOLDEN_OPEN =
      "19aa6c4e200000000010500000000000001050000000000003000000f0000000";

  private static final String GOLDEN_CLOSE =
      "d82fdfb1200000002010500000000000201050000000000003000000f1000000";

  /** Of 512 KiB. */
  private static final String GOLDEN_PAD =
      "4bf1208f000008004010500000000000001050000000000003000000f2000000";

  /** Type 7, "hello". */
  private static final String GOLDEN_USER =
      "ab1384232500000060105000000000000010500000000000030000000700000068656c6c6f";

  private static final HexFormat HEX = HexFormat.of();

  @Test
  void shouldLayTheSegmentHeaderOutAsDrawn() {
    assertEquals(0, SegmentLayout.MAGIC_FIELD);
    assertEquals(8, SegmentLayout.FORMAT_VERSION);
    assertEquals(12, SegmentLayout.SEGMENT_SIZE);
    assertEquals(16, SegmentLayout.SEGMENT_INDEX);
    assertEquals(24, SegmentLayout.LOG_ID);
    assertEquals(60, SegmentLayout.CHECKSUM);
    assertEquals(64, SegmentLayout.FIELDS_SIZE);
    assertEquals(4096, SegmentLayout.HEADER_SIZE);
    assertEquals(0, SegmentLayout.SEGMENT_INDEX % Long.BYTES + SegmentLayout.LOG_ID % Long.BYTES);
  }

  @Test
  void shouldLayTheRecordHeaderOutAsDrawn() {
    assertEquals(0, RecordLayout.CHECKSUM);
    assertEquals(4, RecordLayout.LENGTH);
    assertEquals(8, RecordLayout.LSN);
    assertEquals(16, RecordLayout.DURABLE_LSN);
    assertEquals(24, RecordLayout.GENERATION);
    assertEquals(28, RecordLayout.TYPE);
    assertEquals(29, RecordLayout.FLAGS);
    assertEquals(30, RecordLayout.RESERVED);
    assertEquals(32, RecordLayout.HEADER_SIZE);
    assertEquals(32, RecordLayout.ALIGNMENT);
    assertEquals(239, RecordLayout.MAX_USER_TYPE);
    assertEquals(240, RecordLayout.TYPE_OPEN);
    assertEquals(241, RecordLayout.TYPE_CLOSE);
    assertEquals(242, RecordLayout.TYPE_PAD);
    assertEquals(0, RecordLayout.LSN % Long.BYTES + RecordLayout.DURABLE_LSN % Long.BYTES);
  }

  @Test
  void shouldWriteAndReadTheSegmentHeaderAsEverBefore() throws Exception {
    SegmentHeader header = new SegmentHeader(1 << 20, 5, LogBytes.LOG_ID);
    byte[] block = new byte[4096];
    ByteBuffer encoded = header.encode();
    assertEquals(block.length, encoded.remaining());
    encoded.get(0, block);
    byte[] golden = Arrays.copyOf(HEX.parseHex(GOLDEN_HEADER), block.length);
    assertArrayEquals(golden, block);
    assertEquals(header, SegmentHeader.decode("file", 5, 0, ByteBuffer.wrap(golden)));
    assertArrayEquals(
        golden, Arrays.copyOf(LogBytes.newSegment(5, 1 << 20, LogBytes.LOG_ID), 4096));
  }

  private static void assertHeaderFault(
      Class<? extends Exception> type, byte[] header, String... words) {
    Exception failure =
        assertThrows(
            type, () -> SegmentHeader.decode("log/5", 5, 5 << 20, ByteBuffer.wrap(header)));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("log/5"), message);
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  private static byte[] header(int field, int value) {
    byte[] bytes = Arrays.copyOf(HEX.parseHex(GOLDEN_HEADER), 64);
    LogBytes.littleEndian(bytes).putInt(field, value);
    LogBytes.littleEndian(bytes).putInt(60, LogBytes.checksum(bytes, 0, 60));
    return bytes;
  }

  @Test
  void shouldSayWhatIsWrongWithAHeader() {
    assertHeaderFault(CorruptLogException.class, new byte[64], "no log segment");
    assertHeaderFault(LogFormatException.class, header(8, 2), "format 2", "reads format 1");
    assertHeaderFault(CorruptLogException.class, header(12, 1 << 19), "524288");
    assertHeaderFault(CorruptLogException.class, header(12, (1 << 20) + 32), "1048608");
    assertHeaderFault(CorruptLogException.class, header(12, -1), "-1");
    assertHeaderFault(CorruptLogException.class, header(16, 6), "segment 6", "segment 5");
    assertHeaderFault(CorruptLogException.class, header(20, -1), "its name segment 5");
    byte[] flipped = header(24, 1);
    flipped[24] ^= 4;
    assertHeaderFault(CorruptLogException.class, flipped, "checksum");
  }

  @Test
  void shouldFindEveryBitThatWasFlippedInAHeader() {
    byte[] bytes = HEX.parseHex(GOLDEN_HEADER);
    for (int bit = 0; bit < 64 * 8; bit++) {
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      assertHeaderFault(CorruptLogException.class, bytes);
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    }
  }

  private static RecordScan scan(LogBytes log, long segment) throws Exception {
    RecordScan scan = new RecordScan();
    scan.moveTo(
        log.storage().open(LogBytes.fileName(segment), OpenMode.READ_ONLY),
        segment * LogBytes.SEGMENT,
        LogBytes.SEGMENT);
    return scan;
  }

  @Test
  void shouldReadTheRecordsOfEveryTypeAsEverBefore() throws Exception {
    LogBytes log = new LogBytes(5);
    byte[] bytes = log.segment(5);
    String[] golden = {GOLDEN_OPEN, GOLDEN_CLOSE, GOLDEN_PAD, GOLDEN_USER};
    int[] types = {240, 241, 242, 7};
    int[] lengths = {32, 32, 1 << 19, 37};
    for (int i = 0; i < golden.length; i++) {
      byte[] record = HEX.parseHex(golden[i]);
      System.arraycopy(record, 0, bytes, 4096 + 32 * i, record.length);
    }
    RecordScan scan = scan(log, 5);
    for (int i = 0; i < golden.length; i++) {
      assertEquals(Fault.INTACT, scan.inspect(4096 + 32 * i), golden[i]);
      RecordHeader header = scan.header();
      assertEquals(types[i], header.type());
      assertEquals(lengths[i], header.length());
      assertEquals((5 << 20) + 4096 + 32 * i, header.lsn());
      assertEquals(3, header.generation());
      assertEquals((5 << 20) + 4096 + (i == 1 ? 32 : 0), header.durableLsn());
      assertEquals(null, header.oddity());
    }
    byte[] payload = "hello".getBytes(StandardCharsets.US_ASCII);
    LogBytes byHand = new LogBytes(5).put((5 << 20) + 4192, 37, (5 << 20) + 4096, 3, 7, 0, payload);
    assertArrayEquals(
        HEX.parseHex(GOLDEN_USER), Arrays.copyOfRange(byHand.segment(5), 4192, 4192 + 37));
  }

  @Test
  void shouldFindEveryBitThatWasFlippedInARecord() throws Exception {
    LogBytes log = new LogBytes();
    log.open();
    Appended record = log.append(77);
    RecordScan scan = scan(log, 0);
    for (int bit = 0; bit < (32 + 77) * 8; bit++) {
      log.segment(0)[record.at() + bit / 8] ^= (byte) (1 << (bit % 8));
      scan = scan(log, 0);
      assertTrue(scan.inspect(record.at()) != Fault.INTACT, "bit " + bit);
      log.segment(0)[record.at() + bit / 8] ^= (byte) (1 << (bit % 8));
    }
    assertEquals(Fault.INTACT, scan(log, 0).inspect(record.at()));
  }

  @Test
  void shouldNotBelieveALength() throws Exception {
    int[] lengths = {0, 1, 31, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, LogBytes.SEGMENT};
    for (int length : lengths) {
      LogBytes log = new LogBytes();
      log.put(4096, length, 4096, 1, 240, 0, new byte[0]);
      assertEquals(Fault.BAD_LENGTH, scan(log, 0).inspect(4096), "length " + length);
    }
    LogBytes log = new LogBytes();
    log.put(4096, LogBytes.SEGMENT - 4096, 4096, 1, 7, 0, new byte[LogBytes.SEGMENT - 4128]);
    assertEquals(Fault.INTACT, scan(log, 0).inspect(4096), "the largest there is");
    assertEquals(Fault.UNWRITTEN, scan(log, 0).inspect(8192));
  }

  private static void assertOdd(int type, int flags, int generation, int length, String word)
      throws Exception {
    LogBytes log = new LogBytes();
    log.put(4096, length, 4096, generation, type, flags, new byte[length - 32]);
    RecordScan scan = scan(log, 0);
    assertEquals(Fault.INTACT, scan.inspect(4096));
    assertTrue(String.valueOf(scan.header().oddity()).contains(word), word);
  }

  @Test
  void shouldKnowWhatItDoesNotKnow() throws Exception {
    assertOdd(243, 0, 1, 32, "type 243");
    assertOdd(255, 0, 1, 32, "type 255");
    assertOdd(7, 3, 1, 64, "codec 3");
    assertOdd(7, 4, 1, 64, "flags 0x04");
    assertOdd(7, 0, 0, 64, "generation is 0");
    assertOdd(7, 0, -1, 64, "generation is -1");
    assertOdd(240, 0, 1, 64, "no payload");
    assertOdd(241, 1, 1, 32, "never compressed");
  }
}
