package dev.latchtree.lab.openloop;

import java.util.List;

/**
 * What HedgehogDB's own notes report of the same search, on the machines they were made on. For
 * reading beside our figures; nothing was measured by us.
 */
final class PublishedStress {

  static final String SOURCE =
      "HedgehogDB (Go, distributed; writes to 3 nodes in turn, from 50/s in steps of 25/s and 20 s"
          + " until p95 exceeds 300 ms), as its own notes report for its own machines";

  /**
   * One line of the notes.
   *
   * @param what was measured
   * @param writesPerSecond the last passing rate, as the notes write it
   */
  record Line(String what, String writesPerSecond) {}

  static final List<Line> LINES =
      List.of(
          new Line("tree mutex held through a 2 ms group commit, one run", "225"),
          new Line("three repeats, trees of other sizes", "700, 100, 675"),
          new Line("with a shorter critical path", "700-725"),
          new Line("with 8 partitions a table", "750-825"));

  private PublishedStress() {}
}
