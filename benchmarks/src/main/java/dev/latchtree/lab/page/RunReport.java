package dev.latchtree.lab.page;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Headline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a run has to say.
 *
 * @param title what was run
 * @param question what was asked, in a paragraph
 * @param answer in a sentence; if empty, one is made of the headlines
 * @param command what re-creates all of it
 * @param environment as {@link dev.latchtree.lab.report.Environment#describe} gives it
 * @param limits what the machine itself can do, measured in the same run; may be empty
 * @param cells all that was measured; those without a round are left out
 * @param headlines the ratios that the run stands for, the first first
 * @param warnings what a reader must know before trusting it
 * @param failures what could not be measured
 * @param sections if empty, they are made of the cells
 */
public record RunReport(
    String title,
    String question,
    String answer,
    String command,
    Map<String, Object> environment,
    Map<String, Object> limits,
    List<Cell> cells,
    List<Headline> headlines,
    List<String> warnings,
    List<Failure> failures,
    List<Section> sections) {

  /** The warning of a run that did not come to its end. */
  public static final String INTERRUPTED =
      "The run did not come to its end: this is what was complete by then.";

  public RunReport {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
    cells = cells.stream().filter(cell -> !cell.rounds().isEmpty()).toList();
    headlines = List.copyOf(headlines);
    warnings = List.copyOf(warnings);
    failures = List.copyOf(failures);
    sections = List.copyOf(sections);
  }

  /** Begins a report. */
  public static Builder titled(String title, String question) {
    return new Builder(title, question);
  }

  /** Identifies machine and options; every row carries it. */
  public String configHash() {
    Object hash = environment.get("configHash");
    return hash == null ? "unknown" : hash.toString();
  }

  /** Collects what a report has; all of it may be left out. */
  public static final class Builder {
    private final String title;
    private final String question;
    private String answer = "";
    private String command = "";
    private Map<String, Object> environment = Map.of();
    private Map<String, Object> limits = Map.of();
    private final List<Cell> cells = new ArrayList<>();
    private final List<Headline> headlines = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();

    private Builder(String title, String question) {
      this.title = title;
      this.question = question;
    }

    /** What the run answers, in one sentence. */
    public Builder answer(String sentence) {
      answer = sentence;
      return this;
    }

    /** What re-creates the whole run. */
    public Builder command(String line) {
      command = line;
      return this;
    }

    public Builder environment(Map<String, Object> facts) {
      environment = facts;
      return this;
    }

    public Builder limits(Map<String, Object> machine) {
      limits = machine;
      return this;
    }

    public Builder cells(List<Cell> measured) {
      cells.addAll(measured);
      return this;
    }

    public Builder headline(Headline ratio) {
      headlines.add(ratio);
      return this;
    }

    public Builder warning(String sentence) {
      warnings.add(sentence);
      return this;
    }

    /** Warns of targets and figures whose rounds differ too much to be trusted. */
    public Builder warnOfSpread() {
      Doubts.of(headlines, cells).forEach(this::warning);
      return this;
    }

    public Builder failure(String what, String why) {
      failures.add(new Failure(what, why));
      return this;
    }

    public Builder section(Section section) {
      sections.add(section);
      return this;
    }

    public RunReport build() {
      return new RunReport(
          title,
          question,
          answer,
          command,
          environment,
          limits,
          cells,
          headlines,
          warnings,
          failures,
          sections);
    }
  }
}
