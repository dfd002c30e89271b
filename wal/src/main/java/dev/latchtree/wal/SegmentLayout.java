package dev.latchtree.wal;

/**
 * Byte layout of a segment file, little endian. The only class that knows where a header field is.
 *
 * <pre>
 *  offset size field          notes
 *       0    8 magic          "LTREEWAL"
 *       8    4 formatVersion  see VERSION; a reader refuses what it does not know
 *      12    4 segmentSize    bytes of each segment file, header included; a power of two
 *      16    8 segmentIndex   this file holds the LSNs [index * size, (index + 1) * size)
 *      24    8 logId          drawn when the log was created; the same in all its segments
 *      32   28 (zero)
 *      60    4 checksum       CRC32C of [0, 60)
 *      64  448 (zero)
 *     512    8 startMagic     "LTREEBEG" if the log starts here, see StartMark; else all zero up to 576
 *     520    8 segmentIndex   as above
 *     528    8 logId          as above
 *     536   36 (zero)
 *     572    4 checksum       CRC32C of [512, 572)
 *     576 3520 (zero)
 *  | header | record | record | ... | PAD to the end, or what was here before |
 *           ^HEADER_SIZE                                                       ^segmentSize
 * </pre>
 *
 * <p>The header fills a block of its own, so that no write of a record ever touches, and can tear,
 * the header. It is written and synced before the file gets its name, and never again under that
 * name, but for the mark of the start, in a sector of its own. A segment that is used a second time
 * keeps the bytes of its first life behind the header: their records name other LSNs, so they
 * cannot be taken for records of this one.
 */
final class SegmentLayout {

  static final long MAGIC = 0x4c41_5745_4552_544cL; // "LTREEWAL" read as a little-endian long
  static final int VERSION = 1;

  static final int MAGIC_FIELD = 0;
  static final int FORMAT_VERSION = MAGIC_FIELD + Long.BYTES;
  static final int SEGMENT_SIZE = FORMAT_VERSION + Integer.BYTES;
  static final int SEGMENT_INDEX = SEGMENT_SIZE + Integer.BYTES;
  static final int LOG_ID = SEGMENT_INDEX + Long.BYTES;
  static final int CHECKSUM = 60;
  static final int FIELDS_SIZE = CHECKSUM + Integer.BYTES;

  static final long START_MAGIC = 0x4745_4245_4552_544cL; // "LTREEBEG"

  /** Where the mark of the start lies; the other offsets are within it. */
  static final int START = 512;

  static final int START_MAGIC_FIELD = 0;
  static final int START_INDEX = START_MAGIC_FIELD + Long.BYTES;
  static final int START_LOG_ID = START_INDEX + Long.BYTES;
  static final int START_CHECKSUM = 60;
  static final int START_SIZE = START_CHECKSUM + Integer.BYTES;

  /** Where the first record of each segment starts. */
  static final int HEADER_SIZE = 4096;

  static final int MIN_SEGMENT = 1 << 20;
  static final int MAX_SEGMENT = 1 << 30;

  private static final String SUFFIX = ".wal";
  private static final int DIGITS = 16;

  private SegmentLayout() {}

  /** The name of the file that holds segment {@code index}: names sort as their segments do. */
  static String fileName(long index) {
    return "%016x".formatted(index) + SUFFIX;
  }

  /** The index in a segment's file name, or -1 if {@code name} is not one. */
  static long indexOf(String name) {
    if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
      return -1;
    }
    long index = 0;
    for (int i = 0; i < DIGITS; i++) {
      char c = name.charAt(i);
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0 || index > Long.MAX_VALUE >> 4) {
        return -1;
      }
      index = index << 4 | digit;
    }
    return index;
  }
}
