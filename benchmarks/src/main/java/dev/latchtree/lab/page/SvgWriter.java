package dev.latchtree.lab.page;

import dev.latchtree.lab.report.Headline;
import dev.latchtree.lab.report.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * The headline ratios as one small picture, for places that show no page: a bar for each, its
 * whisker from the smallest to the largest round, a tick where its target is. Follows the reader's
 * choice of light or dark.
 */
final class SvgWriter {

  /** More would not fit a picture that is read at a glance. */
  static final int MOST = 16;

  private static final int WIDTH = 970;
  private static final int LABELS = 510;
  private static final int FIGURES = 84;
  private static final int TOP = 52;
  private static final int ROW = 30;
  private static final int BAR = 14;
  private static final int BOTTOM = 62;
  private static final int LABEL_LENGTH = 72;
  private static final int TITLE_LENGTH = 90;
  private static final int LEGEND_LENGTH = 125;
  private static final int STEPS = 4;

  private final List<Headline> headlines;
  private final double scale;
  private final double step;
  private final StringBuilder text = new StringBuilder();

  private SvgWriter(List<Headline> headlines) {
    this.headlines = headlines;
    double most = 1;
    for (Headline one : headlines) {
      Double bound = one.bound();
      most = Math.max(most, Math.max(one.max(), bound == null ? 0 : bound));
    }
    step = step(most / STEPS);
    scale = (WIDTH - LABELS - FIGURES) / (Math.ceil(most / step) * step);
  }

  /**
   * The first headlines of a run.
   *
   * @throws IllegalArgumentException if it has none
   */
  static String write(RunReport run) {
    if (run.headlines().isEmpty()) {
      throw new IllegalArgumentException(
          "the run has no headline ratios to draw; those of 'compare' and 'replay' have");
    }
    List<Headline> first = run.headlines().subList(0, Math.min(MOST, run.headlines().size()));
    return new SvgWriter(first).draw(run);
  }

  private String draw(RunReport run) {
    int height = TOP + ROW * headlines.size() + BOTTOM;
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
            + " role=\"img\" aria-labelledby=\"title\">",
        WIDTH, height, WIDTH, height);
    line("<title id=\"title\">%s</title>", Html.text(Answer.of(run)));
    line("<style>");
    line("text{font:13px system-ui,-apple-system,\"Segoe UI\",Roboto,Helvetica,Arial,sans-serif}");
    line(
        ".paper{fill:#fff}.ink{fill:#1b1c1e}.soft{fill:#63656a;font-size:12px}.head{font-weight:600}");
    line(".end{text-anchor:end}.middle{text-anchor:middle}");
    line(
        ".bar{fill:#0072b2}.low{fill:#8a8d93}.pen{stroke:#1b1c1e;stroke-width:1.5}.one{stroke:#63656a}");
    line(".rule{stroke:#e3e0da}");
    line("@media (prefers-color-scheme:dark){");
    line(
        ".paper{fill:#0d1117}.ink{fill:#e9e7e3}.soft{fill:#9c9fa5}.bar{fill:#56b4e9}.low{fill:#70747b}");
    line(".pen{stroke:#e9e7e3}.one{stroke:#9c9fa5}.rule{stroke:#2b2f35}}");
    line("</style>");
    line("<rect class=\"paper\" width=\"%d\" height=\"%d\" rx=\"6\"/>", WIDTH, height);
    line(
        "<text class=\"ink head\" x=\"16\" y=\"28\">%s</text>",
        Html.text(cut(run.title(), TITLE_LENGTH)));
    axis(height);
    for (int i = 0; i < headlines.size(); i++) {
      row(headlines.get(i), TOP + ROW * i + ROW / 2);
    }
    line(
        "<text class=\"soft\" x=\"16\" y=\"%d\">%s</text>",
        height - 14, Html.text(cut(legend(run), LEGEND_LENGTH)));
    line("</svg>");
    return text.toString();
  }

  private static String legend(RunReport run) {
    Object commit = run.environment().get("commit");
    return "Bar: median. Whisker: smallest to largest round. Dotted: target."
        + (commit == null ? "" : " Commit " + commit + ", configuration " + run.configHash() + ".");
  }

  private void axis(int height) {
    int bottom = height - BOTTOM;
    for (double at = 0; x(at) <= WIDTH - FIGURES + 1; at += step) {
      line(
          "<line class=\"rule\" x1=\"%s\" y1=\"%d\" x2=\"%s\" y2=\"%d\"/>",
          number(x(at)), TOP, number(x(at)), bottom);
      line(
          "<text class=\"soft middle\" x=\"%s\" y=\"%d\">%s</text>",
          number(x(at)), bottom + 18, "×" + number(at));
    }
    line(
        "<line class=\"one\" x1=\"%s\" y1=\"%d\" x2=\"%s\" y2=\"%d\"/>",
        number(x(1)), TOP, number(x(1)), bottom);
  }

  private void row(Headline one, int y) {
    Verdict verdict = one.verdict();
    line(
        "<text class=\"ink end\" x=\"%d\" y=\"%d\">%s</text>",
        LABELS - 12, y + 5, Html.text(cut(one.name(), LABEL_LENGTH)));
    line(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%s\" height=\"%d\" rx=\"2\"/>",
        verdict == Verdict.MET || verdict == Verdict.NO_TARGET ? "bar" : "low",
        LABELS,
        y - BAR / 2,
        number(one.median() * scale),
        BAR);
    line(
        "<path class=\"pen\" fill=\"none\" d=\"M%s %dH%sM%s %dv8M%s %dv8\"/>",
        number(x(one.min())),
        y,
        number(x(one.max())),
        number(x(one.min())),
        y - 4,
        number(x(one.max())),
        y - 4);
    Double bound = one.bound();
    if (bound != null) {
      line(
          "<line class=\"pen\" stroke-dasharray=\"2 2\" x1=\"%s\" y1=\"%d\" x2=\"%s\" y2=\"%d\"/>",
          number(x(bound)), y - 12, number(x(bound)), y + 12);
    }
    line(
        "<text class=\"ink\" x=\"%d\" y=\"%d\">×%s%s</text>",
        WIDTH - FIGURES + 10,
        y + 5,
        String.format(Locale.ROOT, "%.2f", one.median()),
        mark(verdict));
  }

  private static String mark(Verdict verdict) {
    return switch (verdict) {
      case MET -> " ✓";
      case MISSED -> " ✗";
      case CANNOT_SAY -> " ?";
      case NO_TARGET -> "";
    };
  }

  private double x(double ratio) {
    return LABELS + ratio * scale;
  }

  private static double step(double rough) {
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * power >= rough) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static String number(double value) {
    String fixed = String.format(Locale.ROOT, "%.2f", value);
    return fixed.replaceAll("\\.?0+$", "");
  }

  private static String cut(String words, int most) {
    return words.length() <= most ? words : words.substring(0, most - 1) + "…";
  }

  private void line(String pattern, Object... values) {
    text.append(values.length == 0 ? pattern : String.format(Locale.ROOT, pattern, values));
    text.append('\n');
  }
}
