package dev.latchtree.lab.roadmap;

import java.util.List;

/**
 * What HedgehogDB's own notes report, on the machines they were made on. For reading beside our
 * figures; nothing was measured by us, and no target is derived from it.
 */
final class PublishedRoadmap {

  static final String SOURCE =
      "HedgehogDB (Go, distributed), as its own notes report for its own machines";

  /**
   * One line of the notes.
   *
   * @param step as its roadmap calls it
   * @param ours the step here that comes closest
   * @param writesPerSecond as the notes write it
   */
  record Line(String step, String ours, String writesPerSecond) {}

  static final List<Line> LINES =
      List.of(
          new Line("tree mutex held through a 2 ms group commit", "lock-held-group", "about 120"),
          new Line("1. shorter critical path, a lone writer syncs at once", "-", "700-725"),
          new Line("2. 8 partitions, each with its own log and lock", "partitions", "750-825"),
          new Line("3. batches at the API", "batches", "not built; 3-5x expected"),
          new Line("4. page-level latches", "page-latches", "not built; 10x and more expected"),
          new Line("5. LSM hybrid", "-", "not built"));

  static final String LATENCY =
      "Its write latencies at the start: p50 from 44 ms to 1.4 s and p99 from 230 ms to 4.8 s as the"
          + " tree grows.";

  private PublishedRoadmap() {}
}
