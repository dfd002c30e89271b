package dev.latchtree.papers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page about a paper: what it claims, what became of that here, and what was measured.
 *
 * @param name the file's name
 * @param text all of it
 */
record PaperPage(String name, String text) {

  private static final int MOST_LINES = 60;

  /** Fewer places in our code than this are no foundation. */
  private static final int LEAST_NAMED = 3;

  private static final List<String> HEADINGS =
      List.of(
          "## Claim",
          "## What we took",
          "## What we did otherwise, and why",
          "## In our code",
          "## Experiment",
          "## What we measured");

  private static final List<String> VERDICTS =
      List.of(
          "Reproduced",
          "Not reproduced",
          "Not testable on this machine (2 cores)",
          "Not measured yet");

  private static final Pattern VERDICT =
      Pattern.compile("^Verdict: \\*\\*(.+?)\\*\\*$", Pattern.MULTILINE);

  /** {@code package.Class} or {@code package.Class#method}, in backticks. */
  private static final Pattern NAMED = Pattern.compile("`(dev\\.latchtree\\.[\\w.]*)(?:#(\\w+))?`");

  private static final Pattern FILE_NAME = Pattern.compile("[a-z-]+-(\\d{4})-[a-z-]+\\.md");

  private static final Pattern COMMAND =
      Pattern.compile(
          "^\\./lab (?:replay benchmarks/experiments/|explore|stress|zoo)", Pattern.MULTILINE);

  private static final Pattern EXPERIMENT = Pattern.compile("benchmarks/experiments/[\\w.-]*\\w");

  private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z_0-9]*");

  /** What the page says of the paper's claim; "" if it says nothing, or more than one thing. */
  String verdict() {
    List<String> found = new ArrayList<>();
    Matcher verdict = VERDICT.matcher(text);
    while (verdict.find()) {
      found.add(verdict.group(1));
    }
    return found.size() == 1 ? found.get(0) : "";
  }

  /** The year that the file's name gives; "" if it gives none. */
  String year() {
    Matcher year = FILE_NAME.matcher(name);
    return year.matches() ? year.group(1) : "";
  }

  /** The files of experiments that the page names, by their paths from the top. */
  List<String> experiments() {
    return EXPERIMENT.matcher(text).results().map(MatchResult::group).toList();
  }

  /** All that is wrong with the page. */
  List<String> faults() throws IOException {
    List<String> faults = new ArrayList<>();
    long lines = text.lines().count();
    if (lines > MOST_LINES) {
      faults.add(name + " has " + lines + " lines, more than " + MOST_LINES);
    }
    if (year().isEmpty() || !citation().contains(year())) {
      faults.add(name + ": the year in its name is not that of its citation");
    }
    List<String> headings = text.lines().filter(line -> line.startsWith("## ")).toList();
    if (!headings.equals(HEADINGS)) {
      faults.add(name + " has the headings " + headings + ", not " + HEADINGS);
    }
    if (!VERDICTS.contains(verdict())) {
      faults.add(name + " has no verdict out of " + VERDICTS);
    }
    if (!COMMAND.matcher(text).find()) {
      faults.add(name + " has no command that tests the claim");
    }
    addMissing(faults);
    return faults;
  }

  /** What stands before the first section, without the title. */
  private String citation() {
    int start = text.indexOf('\n') + 1;
    int end = text.indexOf("\n## ");
    return end < start ? "" : text.substring(start, end);
  }

  private void addMissing(List<String> faults) throws IOException {
    Matcher named = NAMED.matcher(text);
    int count = 0;
    while (named.find()) {
      count++;
      String member = named.group(2);
      String source = Sources.ofClass(named.group(1));
      if (source == null) {
        faults.add(name + " names the class " + named.group(1) + ", which does not exist");
      } else if (member != null && !declares(source, member)) {
        faults.add(name + ": " + named.group(1) + " has no " + member);
      }
    }
    if (count < LEAST_NAMED) {
      faults.add(name + " names " + count + " places in our code, fewer than " + LEAST_NAMED);
    }
  }

  private static boolean declares(String source, String member) {
    return CONSTANT.matcher(member).matches()
        ? Sources.declaresConstant(source, member)
        : Sources.declaresMethod(source, member);
  }
}
