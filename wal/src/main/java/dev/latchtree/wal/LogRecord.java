package dev.latchtree.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A record as a reader sees it: a view that is reused, valid until the reader goes on. Not thread
 * safe. Reading allocates nothing for each record, unless it asks for {@link #bytes()}.
 */
public final class LogRecord {

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private long lsn;
  private long nextLsn;
  private int type;
  private int generation;

  /** The memory that {@code payload} looks at. */
  private ByteBuffer memory = NOTHING;

  private ByteBuffer payload = NOTHING.asReadOnlyBuffer();
  private int payloadStart;
  private int payloadLength;
  private ByteBuffer inflated = NOTHING;

  LogRecord() {}

  /** Where the record is in the log. */
  public long lsn() {
    return lsn;
  }

  /** Where reading goes on behind this record: always a legal place to start from. */
  public long nextLsn() {
    return nextLsn;
  }

  /** What the writer called it, 0 to 239. */
  public int type() {
    return type;
  }

  /** Which life of the log wrote it. */
  public int generation() {
    return generation;
  }

  /** Bytes of the payload, decompressed. */
  public int payloadLength() {
    return payloadLength;
  }

  /**
   * The payload, decompressed, between position and limit of a read-only, little-endian buffer; the
   * same buffer for many records.
   */
  public ByteBuffer payload() {
    payload.order(ByteOrder.LITTLE_ENDIAN);
    return payload.limit(payloadStart + payloadLength).position(payloadStart);
  }

  /** A copy of the payload, decompressed. */
  public byte[] bytes() {
    byte[] copy = new byte[payloadLength];
    payload().get(copy);
    return copy;
  }

  /** Becomes the record that {@code header} describes. */
  void show(RecordHeader header, long newNextLsn) {
    lsn = header.lsn();
    nextLsn = newNextLsn;
    type = header.type();
    generation = header.generation();
  }

  @SuppressWarnings("ReferenceEquality") // the same memory is meant, not the same bytes
  void showPayload(ByteBuffer newMemory, int start, int length) {
    if (newMemory != memory) {
      memory = newMemory;
      payload = newMemory.asReadOnlyBuffer();
    }
    payloadStart = start;
    payloadLength = length;
  }

  /**
   * Decompresses the payload and shows that.
   *
   * @return whether it is what a codec stored, and no longer than {@code maxLength}
   */
  boolean showInflated(int codec, ByteBuffer stored, int at, int length, int maxLength) {
    PayloadCodec decoder = PayloadCodec.ofCode(codec);
    int plainLength = PayloadCodec.plainLength(stored, at, length);
    if (plainLength < 0 || plainLength > maxLength) {
      return false;
    }
    if (inflated.capacity() < plainLength) {
      int room = (int) Math.min(maxLength, Math.max(plainLength * 2L, 4096));
      inflated = ByteBuffer.allocateDirect(room);
    }
    if (!decoder.decompress(stored, at, length, inflated, plainLength)) {
      return false;
    }
    showPayload(inflated, 0, plainLength);
    return true;
  }
}
