package dev.latchtree.lab.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * A ratio that was promised, and what was measured.
 *
 * @param what the promise in words
 * @param measured the ratio
 * @param bound what it must reach, or must not exceed
 * @param atLeast whether the bound is a lower one
 * @param detail the figures behind the ratio
 */
public record Target(String what, double measured, double bound, boolean atLeast, String detail) {

  public static Target atLeast(String what, double measured, double bound, String detail) {
    return new Target(what, measured, bound, true, detail);
  }

  public static Target atMost(String what, double measured, double bound, String detail) {
    return new Target(what, measured, bound, false, detail);
  }

  public boolean met() {
    return atLeast ? measured >= bound : measured <= bound;
  }

  /** Prints all, or that what they need was not measured. */
  public static void print(List<Target> targets, PrintWriter out) {
    out.printf("%nTargets, as ratios within this run:%n");
    if (targets.isEmpty()) {
      out.printf("none: what they compare was not measured in this run.%n");
      return;
    }
    table(targets).print(out);
  }

  /** All of them. */
  public static Table table(List<Target> targets) {
    Table table = new Table("target", ">measured", ">bound", "", "figures");
    for (Target target : targets) {
      table.row(
          target.what,
          String.format(Locale.ROOT, "%.2f", target.measured),
          (target.atLeast ? ">= " : "<= ") + String.format(Locale.ROOT, "%.2f", target.bound),
          target.met() ? "met" : "MISSED",
          target.detail);
    }
    return table;
  }
}
