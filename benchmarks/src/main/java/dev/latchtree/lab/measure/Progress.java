package dev.latchtree.lab.measure;

import java.io.PrintWriter;

/** One line that says what is being done and how long the rest will take. */
public final class Progress {

  private static final String LINE_START = "\r\033[K";
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final PrintWriter out;
  private final int steps;
  private final long started = System.nanoTime();
  private int done;

  public Progress(PrintWriter out, int steps) {
    this.out = out;
    this.steps = steps;
  }

  /** Says that a step begins. */
  public void begin(String what) {
    String left = "";
    if (done > 0) {
      long seconds = (System.nanoTime() - started) / done * (steps - done) / NANOS_PER_SECOND;
      left = ", %d:%02d left".formatted(seconds / 60, seconds % 60);
    }
    out.print(LINE_START + "%d of %d%s: %s".formatted(done + 1, steps, left, what));
    out.flush();
    done++;
  }

  /** Clears the line. */
  public void finish() {
    tell(out, "");
  }

  /** Says what a long step is at, in the place of what was said last. */
  public static void tell(PrintWriter out, String what) {
    out.print(LINE_START + what);
    out.flush();
  }
}
