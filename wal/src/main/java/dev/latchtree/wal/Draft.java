package dev.latchtree.wal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A record on its way into the ring: everything about it that can be made before its place in the
 * log is known (rule L4), and the scratch memory to make it in. Used by one thread at a time and
 * then again for another record; see {@link DraftPool}.
 */
final class Draft {

  private static final byte[] NOTHING = {};

  private final HeaderChecksum header = new HeaderChecksum();
  private final LogBuffer.Place place = new LogBuffer.Place();
  private final CRC32C crc = new CRC32C();
  private byte[] own = NOTHING;
  private byte[] packed = NOTHING;

  private int type;
  private int codec;
  private byte[] payload = NOTHING;
  private int start;
  private int length;

  /** Makes this a draft of a record with a plain payload. */
  void plain(int recordType, byte[] bytes, int from, int count) {
    type = recordType;
    codec = RecordLayout.CODEC_PLAIN;
    payload = bytes;
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
    int count = bytes.remaining();
    bytes.get(bytes.position(), own(count), 0, count);
    plain(recordType, own, 0, count);
  }

  /** Replaces the payload by its packed form, {@code count} bytes of {@link #packed}. */
  void packedAs(int newCodec, int count) {
    plain(type, packed, 0, count);
    codec = newCodec;
  }

  /** Copies the payload, so that the caller's memory is needed no more. */
  void keep() {
    if (payload != packed && payload != own) {
      System.arraycopy(payload, start, own(length), 0, length);
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
    return packed.length + own.length;
  }

  private byte[] own(int size) {
    if (own.length < size) {
      own = new byte[size];
    }
    return own;
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
    return header.finish(
        crc,
        RecordLayout.HEADER_SIZE + length,
        lsn,
        durableLsn,
        generation,
        LogBuffer.typeAndFlags(type, codec));
  }

  /** Lets go of the caller's memory. */
  void clear() {
    payload = NOTHING;
  }
}
