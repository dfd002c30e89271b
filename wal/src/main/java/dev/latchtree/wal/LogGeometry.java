package dev.latchtree.wal;

/**
 * Where things are: converts between the two ways to name a byte of the log.
 *
 * <ul>
 *   <li>An <em>LSN</em> is a position in the endless row of segment files, headers included:
 *       segment {@code lsn / segmentSize}, byte {@code lsn % segmentSize}.
 *   <li>An <em>offset</em> counts the bytes of records only. Reservation and ring use it: the ring
 *       holds no headers, and the sum of reserved bytes is a difference of offsets.
 * </ul>
 *
 * <p>The end of one segment and the first record of the next have the same offset; its LSN is
 * always the one behind the header.
 *
 * @param segmentSize bytes of a segment file, header included
 */
record LogGeometry(int segmentSize) {

  /** The LSN of the first record of every log. */
  static final long FIRST_LSN = SegmentLayout.HEADER_SIZE;

  LogGeometry {
    requireSegmentSize(segmentSize);
  }

  static void requireSegmentSize(int segmentSize) {
    if (!isLegal(segmentSize)) {
      throw new IllegalArgumentException(
          "segment size must be a power of two from 1 MiB to 1 GiB: " + segmentSize);
    }
  }

  static boolean isLegal(int segmentSize) {
    return segmentSize >= SegmentLayout.MIN_SEGMENT
        && segmentSize <= SegmentLayout.MAX_SEGMENT
        && Integer.bitCount(segmentSize) == 1;
  }

  /** Bytes of a segment that records can use. */
  int capacity() {
    return segmentSize - SegmentLayout.HEADER_SIZE;
  }

  long lsnOf(long offset) {
    return offset + (offset / capacity() + 1) * SegmentLayout.HEADER_SIZE;
  }

  long offsetOf(long lsn) {
    return lsn - (lsn / segmentSize + 1) * SegmentLayout.HEADER_SIZE;
  }

  /** The segment that holds {@code lsn}. */
  long segmentOf(long lsn) {
    return lsn / segmentSize;
  }

  /** The last segment with a record before {@code lsn}, a record's start. */
  long lastSegmentBefore(long lsn) {
    long segment = segmentOf(lsn);
    return lsn == startOf(segment) ? segment - 1 : segment;
  }

  /** Position of {@code lsn} in its segment's file. */
  int positionOf(long lsn) {
    return (int) (lsn & (segmentSize - 1));
  }

  /** The LSN of the first record of a segment. */
  long startOf(long segment) {
    return segment * segmentSize + SegmentLayout.HEADER_SIZE;
  }

  /**
   * The same place in the log as {@code lsn}, but never the end of a segment: that is the start of
   * the next one's first record.
   */
  long recordStart(long lsn) {
    return positionOf(lsn) == 0 ? lsn + SegmentLayout.HEADER_SIZE : lsn;
  }

  /** Whether a record can start at {@code lsn}: aligned, and not in a segment's header. */
  boolean canStartAt(long lsn) {
    return lsn >= FIRST_LSN
        && lsn % RecordLayout.ALIGNMENT == 0
        && positionOf(lsn) >= SegmentLayout.HEADER_SIZE;
  }
}
