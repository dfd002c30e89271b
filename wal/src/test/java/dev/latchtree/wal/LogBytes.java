package dev.latchtree.wal;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Builds the bytes of a log by hand, from the tables in the Javadoc and nothing else: neither the
 * constants nor the code of what is tested.
 */
final class LogBytes {

  static final int SEGMENT = 1 << 20;
  static final int HEADER = 4096;
  static final int OPEN = 240;
  static final int CLOSE = 241;
  static final int PAD = 242;
  static final long LOG_ID = 0x1122_3344_5566_7788L;

  /** A record as it was appended; {@code payload} is what a reader must get. */
  record Appended(long lsn, long end, long durable, int generation, int type, ByteBuffer payload) {
    boolean isUser() {
      return type < 240;
    }

    /** Position of its first byte in its file. */
    int at() {
      return (int) (lsn % SEGMENT);
    }

    long segment() {
      return lsn / SEGMENT;
    }
  }

  private final TreeMap<Long, byte[]> segments = new TreeMap<>();
  private final List<Appended> appended = new ArrayList<>();
  private long next;
  private long durable;
  private int generation;

  LogBytes() {
    this(0);
  }

  /** A log whose first segment is {@code firstSegment}: all before it were truncated. */
  LogBytes(long firstSegment) {
    next = firstSegment * SEGMENT + HEADER;
    durable = firstSegment * SEGMENT;
    prepare(firstSegment);
  }

  /** Adds a segment with a header and zeros. */
  LogBytes prepare(long index) {
    segments.computeIfAbsent(index, i -> newSegment(i, SEGMENT, LOG_ID));
    return this;
  }

  static byte[] newSegment(long index, int size, long logId) {
    byte[] bytes = new byte[SEGMENT];
    ByteBuffer fields = littleEndian(bytes);
    fields.put(0, new byte[] {'L', 'T', 'R', 'E', 'E', 'W', 'A', 'L'});
    fields.putInt(8, 1).putInt(12, size).putLong(16, index).putLong(24, logId);
    fields.putInt(60, checksum(bytes, 0, 60));
    return bytes;
  }

  /** Appends the OPEN of a new life, and syncs it. */
  Appended open() {
    generation++;
    durable = next;
    Appended open = append(OPEN, 0, new byte[0], new byte[0]);
    sync();
    return open;
  }

  Appended close() {
    durable = next;
    return append(CLOSE, 0, new byte[0], new byte[0]);
  }

  Appended append(int type, byte[] payload) {
    return append(type, 0, payload, payload);
  }

  /** Appends a user's record of this many bytes, recognizable by its LSN. */
  Appended append(int length) {
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) (next / 32 + generation * 31L + i * 7L);
    }
    return append(appended.size() % 240, payload);
  }

  /** Appends what is stored in the form that {@code flags} say, and means {@code payload}. */
  Appended append(int type, int flags, byte[] stored, byte[] payload) {
    int length = 32 + stored.length;
    int rest = SEGMENT - (int) (next % SEGMENT);
    if (aligned(length) > rest) {
      pad(rest);
    }
    long lsn = next;
    put(lsn, length, durable, generation, type, flags, stored);
    next = recordStart(lsn + aligned(length));
    Appended record = new Appended(lsn, next, durable, generation, type, ByteBuffer.wrap(payload));
    appended.add(record);
    return record;
  }

  /** Appends a PAD over {@code length} bytes; what it covers is not touched. */
  Appended pad(int length) {
    long lsn = next;
    put(lsn, length, durable, generation, PAD, 0, new byte[0]);
    next = recordStart(lsn + length);
    Appended record = new Appended(lsn, next, durable, generation, PAD, ByteBuffer.allocate(0));
    appended.add(record);
    return record;
  }

  /** Fills the rest of the segment. */
  LogBytes padToSegmentEnd() {
    pad(SEGMENT - (int) (next % SEGMENT));
    return this;
  }

  /** Writes a record anywhere, without appending it. */
  LogBytes put(long lsn, int length, long durableLsn, int gen, int type, int flags, byte[] stored) {
    prepare(lsn / SEGMENT);
    byte[] bytes = segment(lsn / SEGMENT);
    int at = (int) (lsn % SEGMENT);
    ByteBuffer record = littleEndian(bytes);
    record.putInt(at + 4, length).putLong(at + 8, lsn).putLong(at + 16, durableLsn);
    record.putInt(at + 24, gen).put(at + 28, (byte) type).put(at + 29, (byte) flags);
    record.putShort(at + 30, (short) 0).put(at + 32, stored);
    seal(bytes, at, stored.length);
    return this;
  }

  /** Makes the checksum of a record right. */
  static void seal(byte[] bytes, int at, int storedLength) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at + 32, storedLength);
    crc.update(bytes, at + 4, 28);
    littleEndian(bytes).putInt(at, (int) crc.getValue());
  }

  /** All so far is durable, and the records from here on know it. */
  LogBytes sync() {
    durable = next;
    return this;
  }

  /** Goes back: a new life starts at {@code lsn}, over what is there. */
  LogBytes cutAt(long lsn) {
    next = lsn;
    appended.removeIf(record -> record.lsn() >= lsn);
    durable = Math.min(durable, lsn);
    return this;
  }

  /** Flips a bit of a record's checksum. */
  LogBytes tear(Appended record) {
    segment(record.segment())[record.at()] ^= 1;
    return this;
  }

  /** Makes a record's place as if it was never written. */
  LogBytes lose(Appended record) {
    byte[] bytes = segment(record.segment());
    int length =
        record.type() == PAD
            ? 32
            : (int) Math.min(record.end() - record.lsn(), SEGMENT - record.at());
    java.util.Arrays.fill(bytes, record.at(), record.at() + length, (byte) 0);
    return this;
  }

  byte[] segment(long index) {
    byte[] bytes = segments.get(index);
    if (bytes == null) {
      throw new IllegalStateException("no segment " + index);
    }
    return bytes;
  }

  Map<Long, byte[]> segments() {
    return segments;
  }

  LogBytes remove(long index) {
    segments.remove(index);
    return this;
  }

  long next() {
    return next;
  }

  long durable() {
    return durable;
  }

  List<Appended> records() {
    return appended;
  }

  /** What a reader must deliver from {@code lsn} on. */
  List<Appended> userRecords(long lsn) {
    return appended.stream().filter(r -> r.isUser() && r.lsn() >= lsn).toList();
  }

  /** A storage over these very bytes: what is changed here changes there. */
  HeapStorage storage() {
    HeapStorage storage = new HeapStorage();
    segments.forEach((index, bytes) -> storage.files().put(fileName(index), bytes));
    return storage;
  }

  /** Writes the segments to another storage; nothing is synced. */
  void writeTo(Storage storage) throws IOException {
    for (Map.Entry<Long, byte[]> segment : segments.entrySet()) {
      try (StorageFile file = storage.open(fileName(segment.getKey()), OpenMode.CREATE)) {
        file.writeFully(ByteBuffer.wrap(segment.getValue()), 0);
      }
    }
  }

  static String fileName(long index) {
    return "%016x.wal".formatted(index);
  }

  private static int aligned(int length) {
    return (length + 31) / 32 * 32;
  }

  private static long recordStart(long lsn) {
    return lsn % SEGMENT == 0 ? lsn + HEADER : lsn;
  }

  static int checksum(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
