package dev.latchtree.lab.quickwins;

import java.util.List;

/**
 * What Confman's own notes report, on the machine they were made on. For reading beside our
 * figures; nothing was measured by us.
 */
final class PublishedQuickWins {

  static final String SOURCE =
      "Confman (.NET, replicated: a request there also crosses the network and a Raft log), before"
          + " its changes, as its own notes report for its own machine";

  static final String TARGET =
      "What it set out to reach with them: a median 30% lower with 10 users.";

  /**
   * One line of the notes; times in milliseconds.
   *
   * @param write small or extra-large
   */
  record Line(String write, int users, int median, int p99, double requestsPerSecond) {}

  static final List<Line> LINES =
      List.of(
          new Line("small", 1, 13, 36, 10.7),
          new Line("small", 10, 71, 130, 67.7),
          new Line("extra-large", 1, 21, 200, 8.9),
          new Line("extra-large", 10, 88, 220, 60));

  private PublishedQuickWins() {}
}
