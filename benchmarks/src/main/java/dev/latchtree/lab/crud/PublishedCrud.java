package dev.latchtree.lab.crud;

import java.util.List;

/**
 * What DocDB's own notes report, on the machine they were made on. For reading beside our figures;
 * nothing was measured by us, and no target is derived from it.
 */
final class PublishedCrud {

  static final String SOURCE =
      "DocDB (Go, 3 databases, 10 workers each, 300 s, 1,024-byte documents), as its own notes"
          + " report for its own machine";

  /**
   * One line of the notes; times are p95 in milliseconds.
   *
   * @param when before or after what it changed
   */
  record Line(String when, int operationsPerSecond, int create, int read, int update, int delete) {}

  static final List<Line> LINES =
      List.of(
          new Line("before: two fsyncs a write", 220, 337, 301, 343, 319),
          new Line("after: group commit, one fsync a write", 298, 237, 220, 252, 239));

  private PublishedCrud() {}
}
