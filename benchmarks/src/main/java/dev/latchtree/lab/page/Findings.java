package dev.latchtree.lab.page;

import dev.latchtree.lab.report.Headline;
import java.io.PrintWriter;
import java.util.List;

/** What the cells of one experiment say: to a terminal, and as the parts of a report. */
public interface Findings {

  /** Prints all of it. */
  void print(PrintWriter out);

  /**
   * The ratios that the experiment stands for; those that need no more than one round have none.
   */
  default List<Headline> headlines() {
    return List.of();
  }

  /**
   * The parts of a report.
   *
   * @param command what re-creates them
   */
  List<Section> sections(String command);
}
