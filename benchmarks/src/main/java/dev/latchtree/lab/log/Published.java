package dev.latchtree.lab.log;

import java.util.List;

/**
 * What nori-wal's own notes report, on the machine they were made on. For reading beside our
 * figures; nothing was measured by us, and no target is derived from it.
 */
final class Published {

  static final String SOURCE = "nori-wal (Rust), as its own notes report for its own machine";

  /**
   * One line of the notes.
   *
   * @param policy what the notes call it
   * @param writesPerSecond as they write it
   * @param loss what a power cut may take
   * @param windowMillis the same window in our policies; 0 for none
   */
  record Line(String policy, String writesPerSecond, String loss, int windowMillis) {}

  static final List<Line> FSYNC =
      List.of(
          new Line("Always", "400-420", "none", 0),
          new Line("Batch(1 ms)", "55,000", "1 ms", 1),
          new Line("Batch(5 ms)", "86,000", "5 ms", 5),
          new Line("Batch(10 ms)", "100,000", "10 ms", 10),
          new Line("Os", "110,000", "all unsynced", 0));

  static final List<String> LOG =
      List.of(
          "append many, then sync once: 100-1000x",
          "segments of 128 MB: a rotation spike of 15 ms every 30 s",
          "a new segment: 12 ms preallocated, 2 ms not",
          "compression of text: LZ4 10x smaller and 1.2x slower, Zstd 16x smaller; 50 MB/s at 1 MB",
          "segments read in parallel: 4-8x");

  private Published() {}
}
