package dev.latchtree.wal;

/**
 * Byte layout of a record, little endian. The only class that knows where a field is.
 *
 * <pre>
 *  offset size field       notes
 *       0    4 checksum    CRC32C of the payload as stored, then of [4, 32); a PAD has no payload
 *       4    4 length      header and payload as stored, in bytes; in the ring it is written last,
 *                          and 0 says that the record is not published
 *       8    8 lsn         position of this record's first byte in the log
 *      16    8 durableLsn  end of the durable log that was known when this record was reserved
 *      24    4 generation  which life of the log wrote this; one more at each open, from 1
 *      28    1 type        0 to 239 are the user's, see the TYPE_ constants for the others
 *      29    1 flags       bits 0-1: codec of the payload, see the CODEC_ constants; others zero
 *      30    2 (zero)
 *  | header | payload | zeros up to a multiple of 32 |
 *           ^HEADER_SIZE
 * </pre>
 *
 * <p>Records start on a multiple of {@link #ALIGNMENT}, which is the size of a header, so that any
 * rest of a segment can hold a PAD. They never cross the end of a segment (rule L3). A payload with
 * a codec starts with its plain length in 4 bytes.
 *
 * <p>Why these fields: the checksum covers LSN, generation and type, so that bytes which were right
 * in another place or another life are wrong here (rule L1); {@code durableLsn} lets a reader tell
 * a torn tail from damage to what was durable (rule L2).
 */
final class RecordLayout {

  static final int CHECKSUM = 0;
  static final int LENGTH = CHECKSUM + Integer.BYTES;
  static final int LSN = LENGTH + Integer.BYTES;
  static final int DURABLE_LSN = LSN + Long.BYTES;
  static final int GENERATION = DURABLE_LSN + Long.BYTES;
  static final int TYPE = GENERATION + Integer.BYTES;
  static final int FLAGS = TYPE + Byte.BYTES;
  static final int RESERVED = FLAGS + Byte.BYTES;
  static final int HEADER_SIZE = 32;

  /** Records start on multiples of this. */
  static final int ALIGNMENT = HEADER_SIZE;

  /** First byte under the checksum; all before it is the checksum itself. */
  static final int COVERED = LENGTH;

  /** The largest type that is the user's. */
  static final int MAX_USER_TYPE = 239;

  /** The first record of each life; without payload. */
  static final int TYPE_OPEN = 240;

  /** The last record of a life that ended with a close: all before it was durable. */
  static final int TYPE_CLOSE = 241;

  /**
   * Fills space that no record uses; {@code length} is that of the space, and there is no payload.
   */
  static final int TYPE_PAD = 242;

  static final int CODEC_MASK = 3;
  static final int CODEC_PLAIN = 0;
  static final int CODEC_LZ4 = 1;
  static final int CODEC_ZSTD = 2;

  private RecordLayout() {}

  /** The bytes that a record of this length takes in the log. */
  static int aligned(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  static long aligned(long length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
