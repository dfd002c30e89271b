package dev.latchtree.wal;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The header of one record, decoded from bytes that may be anything. Reused for record after
 * record; not thread safe.
 *
 * <p>{@link #decode} believes nothing; {@link #shapeFault} says whether position and length can be
 * those of a record, so that the checksum can be computed; only when that is right too ("intact")
 * do the other fields mean anything.
 */
final class RecordHeader {

  /** Why bytes are not an intact record. */
  enum Fault {
    /** None: this is a record, as it was written. */
    INTACT,
    /** Zeros: nothing was written here. */
    UNWRITTEN,
    /** The LSN in it is that of another place, or these bytes are no header at all. */
    OTHER_LSN,
    /** Shorter than a header, or longer than what is left of the segment. */
    BAD_LENGTH,
    /** The file ends before the record does. */
    FILE_ENDS,
    /** The checksum is wrong. */
    BAD_CHECKSUM
  }

  private int checksum;
  private int length;
  private long lsn;
  private long durableLsn;
  private int generation;
  private int type;
  private int flags;
  private int reserved;

  /** Takes the 32 bytes at {@code at} for a header. */
  void decode(ByteBuffer bytes, int at) {
    checksum = bytes.getInt(at + RecordLayout.CHECKSUM);
    length = bytes.getInt(at + RecordLayout.LENGTH);
    lsn = bytes.getLong(at + RecordLayout.LSN);
    durableLsn = bytes.getLong(at + RecordLayout.DURABLE_LSN);
    generation = bytes.getInt(at + RecordLayout.GENERATION);
    type = Byte.toUnsignedInt(bytes.get(at + RecordLayout.TYPE));
    flags = Byte.toUnsignedInt(bytes.get(at + RecordLayout.FLAGS));
    reserved = bytes.getShort(at + RecordLayout.RESERVED);
  }

  /** There are no bytes to decode. */
  void clear() {
    checksum = 0;
    length = 0;
    lsn = 0;
    durableLsn = 0;
    generation = 0;
    type = 0;
    flags = 0;
    reserved = 0;
  }

  /**
   * Whether this can be a record at {@code expectedLsn} with {@code rest} bytes left in its
   * segment. INTACT if so; then length and {@link #coveredLength} stay within the rest.
   */
  Fault shapeFault(long expectedLsn, int rest) {
    if (lsn != expectedLsn) {
      return lsn == 0 && length == 0 && checksum == 0 ? Fault.UNWRITTEN : Fault.OTHER_LSN;
    }
    return length < RecordLayout.HEADER_SIZE || length > rest ? Fault.BAD_LENGTH : Fault.INTACT;
  }

  /**
   * What is strange about a record that is intact: it was written by something newer, or wrongly.
   * Null if nothing is. Such a record is never a torn one, so it must never be cut silently.
   */
  @Nullable String oddity() {
    if (generation < 1) {
      return "its generation is " + generation;
    }
    if (type > RecordLayout.TYPE_PAD) {
      return "its type " + type + " is unknown to this version";
    }
    if ((flags & ~RecordLayout.CODEC_MASK) != 0 || reserved != 0) {
      return "it has flags 0x%02x and 0x%04x, which are unknown to this version"
          .formatted(flags, reserved & 0xffff);
    }
    if (codec() == RecordLayout.CODEC_MASK) {
      return "its codec " + codec() + " is unknown to this version";
    }
    if (!isUser() && codec() != RecordLayout.CODEC_PLAIN) {
      return "type " + type + " is never compressed";
    }
    if (durableLsn > lsn) {
      return "it names a durable LSN that it cannot know: " + durableLsn;
    }
    if (type == RecordLayout.TYPE_OPEN && length != RecordLayout.HEADER_SIZE) {
      return "an OPEN record has no payload, this one has length " + length;
    }
    if (type == RecordLayout.TYPE_PAD && length % RecordLayout.ALIGNMENT != 0) {
      return "a PAD ends where a record can start, this one has length " + length;
    }
    return null;
  }

  /**
   * Rules L1 and L2: all before the returned LSN was durable when this record was written. An OPEN
   * follows the sync of all before it, and so does a CLOSE.
   */
  long provenLsn() {
    return type == RecordLayout.TYPE_OPEN || type == RecordLayout.TYPE_CLOSE ? lsn : durableLsn;
  }

  /** Rule L1: whether this may stand behind a record of generation {@code before}. */
  boolean mayFollow(int before) {
    return type == RecordLayout.TYPE_OPEN ? generation > before : generation == before;
  }

  /** Bytes under the checksum, header included: a PAD has no payload. */
  int coveredLength() {
    return type == RecordLayout.TYPE_PAD ? RecordLayout.HEADER_SIZE : length;
  }

  /** Bytes that the record takes in its segment. */
  int alignedLength() {
    return RecordLayout.aligned(length);
  }

  int checksum() {
    return checksum;
  }

  int length() {
    return length;
  }

  long lsn() {
    return lsn;
  }

  long durableLsn() {
    return durableLsn;
  }

  int generation() {
    return generation;
  }

  int type() {
    return type;
  }

  int codec() {
    return flags & RecordLayout.CODEC_MASK;
  }

  boolean isUser() {
    return type <= RecordLayout.MAX_USER_TYPE;
  }

  boolean isOpen() {
    return type == RecordLayout.TYPE_OPEN;
  }

  boolean isClose() {
    return type == RecordLayout.TYPE_CLOSE;
  }

  boolean isPad() {
    return type == RecordLayout.TYPE_PAD;
  }
}
