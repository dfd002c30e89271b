package dev.latchtree.stress.jcstress;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run of jcstress printed, line by line. Its exit code alone is not enough: a run that
 * matched no test, or that could schedule none, ends with 0.
 */
final class JcstressReport {

  private static final Pattern RESULTS =
      Pattern.compile(
          "\\(Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, "
              + "(\\d+) soft errs, (\\d+) hard errs\\)");
  private static final Pattern VERDICT = Pattern.compile("^\\.+ \\[([A-Z ]+)] (\\S+)");
  private static final Pattern ROW =
      Pattern.compile("^ *\\S.*? +([\\d,]+) +<?[\\d.]+% +(Forbidden|Interesting) ");

  private final Set<String> passed = new TreeSet<>();
  private final Set<String> notPassed = new TreeSet<>();
  private final Set<String> interesting = new TreeSet<>();
  private final List<String> forbidden = new ArrayList<>();
  private String current = "";
  private String results = "";
  private boolean complete;
  private boolean noTests;

  void add(String line) {
    Matcher verdict = VERDICT.matcher(line);
    Matcher row = ROW.matcher(line);
    Matcher counts = RESULTS.matcher(line);
    if (verdict.find()) {
      current = verdict.group(2);
      (verdict.group(1).equals("OK") ? passed : notPassed).add(current);
    } else if (row.find() && !row.group(1).equals("0")) {
      if (row.group(2).equals("Forbidden")) {
        forbidden.add(current + ":" + line);
      } else {
        interesting.add(current);
      }
    } else if (counts.find()) {
      results = line;
      complete =
          !counts.group(1).equals("0")
              && counts.group(1).equals(counts.group(2))
              && counts.group(3).equals("0")
              && counts.group(4).equals("0")
              && counts.group(5).equals("0");
    } else if (line.contains("No matching tests") || line.contains("No scheduling is possible")) {
      noTests = true;
    }
  }

  /** Tests that showed an outcome graded interesting: the broken twins, on this machine. */
  Set<String> interesting() {
    return interesting;
  }

  /** Tests of which at least one configuration passed and none did anything else. */
  Set<String> passed() {
    Set<String> clean = new TreeSet<>(passed);
    clean.removeAll(notPassed);
    return clean;
  }

  /** Everything that is wrong with the run; empty if it counts as a pass. */
  List<String> faults(int exitCode, Set<String> expected) {
    List<String> faults = new ArrayList<>();
    if (exitCode != 0) {
      faults.add("jcstress ended with exit code " + exitCode);
    }
    if (noTests) {
      faults.add("jcstress had no test to run");
    }
    if (!complete) {
      faults.add("not all that was planned has passed: " + results);
    }
    for (String test : notPassed) {
      faults.add("did not pass: " + test);
    }
    faults.addAll(forbidden);
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(passed());
    missing.removeAll(notPassed);
    if (!missing.isEmpty()) {
      faults.add("compiled, but never reported: " + missing);
    }
    if (expected.isEmpty()) {
      faults.add("no compiled test was expected");
    }
    return faults;
  }
}
