package dev.latchtree.lab.roadmap;

import dev.latchtree.lab.engine.Keys;
import dev.latchtree.lab.engine.Values;

/**
 * How large a table is, and what follows from that. Puts draw from a tenth more keys than were
 * loaded: most overwrite, some insert, and a table never outgrows that.
 *
 * @param keys that are loaded
 */
public record TableSize(int keys) {

  /** Pages are loaded with room for what is inserted later. */
  static final double FILL = 0.8;

  private static final int INSERTABLE_PART = 10;
  private static final int ENTRY = Keys.LENGTH + Values.LENGTH;
  private static final int POOL_BYTES_PER_ENTRY = 2 * ENTRY;
  private static final long LEAST_POOL = 16L << 20;
  private static final long LEAST_LOG = 64L << 20;

  /** With a record for each page, and as much again for rounds. */
  private static final int LOG_BYTES_PER_KEY = 256;

  /** How many keys there are to draw from. */
  int drawnFrom() {
    return keys + Math.max(1, keys / INSERTABLE_PART);
  }

  /** Memory for the pages of one of so many stores: none of them ever leaves it. */
  long poolBytes(int partitions) {
    return LEAST_POOL + (long) drawnFrom() * POOL_BYTES_PER_ENTRY / partitions;
  }

  /** Bytes of log after which a checkpoint is made, between rounds. */
  long logLimit() {
    return LEAST_LOG + (long) keys * LOG_BYTES_PER_KEY;
  }

  /** Bytes on disk that pages and logs may take. */
  public long diskBytes() {
    return (long) drawnFrom() * POOL_BYTES_PER_ENTRY + 3 * logLimit();
  }
}
