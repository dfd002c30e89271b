package dev.latchtree.lab.page;

import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.report.Grid;
import dev.latchtree.lab.report.Table;
import dev.latchtree.lab.report.Target;
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

  /** What was promised, and what became of it; nothing if nothing was. */
  public static List<Section> promises(List<Target> targets, String command) {
    return targets.isEmpty()
        ? List.of()
        : List.of(
            new Section(
                "What was promised",
                "Ratios and bounds within this run, held against the medians.",
                List.of(),
                List.of(Target.table(targets).toGrid()),
                command));
  }

  /**
   * What others report of themselves, on their own machines: context, and no figure of ours.
   *
   * @param source whose figures they are; its first word is a name
   */
  public static Section context(String source, Table theirs) {
    return new Section(
        "For context only: what %s reports".formatted(source.split("[ ,]", 2)[0]),
        source + ". Measured by them, on a machine of theirs; none of it was measured here.",
        List.of(),
        List.of(theirs.toGrid()),
        "");
  }
}
