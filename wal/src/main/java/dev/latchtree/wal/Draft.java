package dev.latchtree.wal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way into the ring: everything about it that can be made before its place in the
 * log is known (rule L4), and the scratch memory to make it in. Used by one thread at a time and
 * then again for another record; see {@link DraftPool}.
 */
final class Draft {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte[] NOTHING = {};

  /** A record's header from {@link RecordLayout#COVERED} on, as the checksum sees it. */
  private final byte[] covered = new byte[RecordLayout.HEADER_SIZE - RecordLayout.COVERED];

  private final LogBuffer.Place place = new LogBuffer.Place();
  private final CRC32C crc = new CRC32C();
  private byte[] packed = NOTHING;

  private int type;
  private int codec;
  private byte[] payload = NOTHING;
  private @Nullable ByteBuffer buffer;
  private int start;
  private int length;

  /** Makes this a draft of a record with a plain payload. */
  void plain(int recordType, byte[] bytes, int from, int count) {
    type = recordType;
    codec = RecordLayout.CODEC_PLAIN;
    payload = bytes;
    buffer = null;
    start = from;
    length = count;
    crc.reset();
    crc.update(bytes, from, count);
  }

  /** Makes this a draft of a record whose payload is what remains in {@code bytes}. */
  void plain(int recordType, ByteBuffer bytes) {
    if (bytes.hasArray()) {
      plain(recordType, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      return;
    }
    type = recordType;
    codec = RecordLayout.CODEC_PLAIN;
    payload = NOTHING;
    buffer = bytes.duplicate();
    start = 0;
    length = bytes.remaining();
    crc.reset();
    crc.update(bytes.duplicate());
  }

  /** Replaces the payload by its packed form, {@code count} bytes of {@link #packed}. */
  void packedAs(int newCodec, int count) {
    plain(type, packed, 0, count);
    codec = newCodec;
  }

  /** Copies the payload, so that the caller's memory is needed no more. */
  void keep() {
    if (payload != packed) {
      byte[] own = packed(length);
      System.arraycopy(payload, start, own, 0, length);
      payload = own;
      start = 0;
    }
  }

  /** Makes the draft ready to be published once more. */
  void rewind() {
    crc.reset();
    crc.update(payload, start, length);
  }

  int scratchSize() {
    return packed.length;
  }

  /** Scratch memory of at least {@code size} bytes. */
  byte[] packed(int size) {
    if (packed.length < size) {
      packed = new byte[size];
    }
    return packed;
  }

  byte[] payload() {
    return payload;
  }

  @Nullable ByteBuffer buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  /** Bytes of the payload as it will be stored. */
  int payloadLength() {
    return length;
  }

  /** Bytes that the record will take in the log. */
  int size() {
    return RecordLayout.aligned(RecordLayout.HEADER_SIZE + length);
  }

  LogBuffer.Place place() {
    return place;
  }

  int type() {
    return type;
  }

  int codec() {
    return codec;
  }

  /** Finishes the checksum with the header that the record gets at {@code lsn}. */
  int checksum(long lsn, long durableLsn, int generation) {
    crc.update(cover(covered, lsn, durableLsn, generation, type, codec, length), 0, covered.length);
    return (int) crc.getValue();
  }

  /** Lets go of the caller's memory. */
  void clear() {
    payload = NOTHING;
    buffer = null;
  }

  private static byte[] cover(
      byte[] covered, long lsn, long durableLsn, int generation, int type, int codec, int length) {
    INT.set(covered, RecordLayout.LENGTH - RecordLayout.COVERED, RecordLayout.HEADER_SIZE + length);
    LONG.set(covered, RecordLayout.LSN - RecordLayout.COVERED, lsn);
    LONG.set(covered, RecordLayout.DURABLE_LSN - RecordLayout.COVERED, durableLsn);
    INT.set(covered, RecordLayout.GENERATION - RecordLayout.COVERED, generation);
    INT.set(covered, RecordLayout.TYPE - RecordLayout.COVERED, LogBuffer.typeAndFlags(type, codec));
    return covered;
  }

  /** The checksum of a PAD of {@code space} bytes, which has no payload to cover. */
  static int padChecksum(int space, long lsn, long durableLsn, int generation) {
    CRC32C crc = new CRC32C();
    byte[] covered = new byte[RecordLayout.HEADER_SIZE - RecordLayout.COVERED];
    cover(
        covered,
        lsn,
        durableLsn,
        generation,
        RecordLayout.TYPE_PAD,
        RecordLayout.CODEC_PLAIN,
        space - RecordLayout.HEADER_SIZE);
    crc.update(covered, 0, covered.length);
    return (int) crc.getValue();
  }
}
