package dev.latchtree.buffer;

/**
 * How a page-table entry (latch word and frame word) lies in memory: footprint against false
 * sharing. Measured in {@code ResidentFixBenchmark}; the figures stand in ARCHITECTURE.md.
 */
public enum EntrySize {
  /** Two arrays, 8 bytes each: four latch words more to a cache line, two lines per fix. */
  SPLIT_8(3),
  /** Both words side by side in 16 bytes. The default. */
  PAIR_16(4),
  /** An entry to a cache line: no false sharing, four times the memory. */
  PADDED_64(6);

  private final int shift;

  EntrySize(int shift) {
    this.shift = shift;
  }

  /** Base-2 logarithm of the distance between two latch words. */
  int shift() {
    return shift;
  }

  /** Distance from a latch word to its frame word in a chunk of {@code entries}. */
  int frameWordOffset(int entries) {
    return this == SPLIT_8 ? entries * Long.BYTES : Long.BYTES;
  }

  /** Bytes of a chunk of {@code entries}. */
  long chunkBytes(int entries) {
    return this == SPLIT_8 ? 2L * entries * Long.BYTES : (long) entries << shift;
  }
}
