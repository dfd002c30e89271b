package dev.latchtree.lab.page;

import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.report.Grid;
import java.util.List;

/**
 * A part of a report: what it shows, in a sentence, and what shows it.
 *
 * @param heading of the part
 * @param sentence what the plots show; may be empty
 * @param plots each is followed by its own table; may be empty
 * @param tables more of them; may be empty
 * @param command what re-creates it
 */
public record Section(
    String heading, String sentence, List<Plot> plots, List<Grid> tables, String command) {

  public Section {
    plots = List.copyOf(plots);
    tables = List.copyOf(tables);
  }

  /** A part with plots only. */
  public static Section of(String heading, String sentence, String command, Plot... plots) {
    return new Section(heading, sentence, List.of(plots), List.of(), command);
  }
}
