package dev.latchtree.lab.measure;

import java.io.PrintWriter;

/**
 * One line that says what is being done and how long the rest will take. Where nobody looks at a
 * terminal, a new line now and then.
 */
public final class Progress {

  /** Whether what is shown goes to a terminal: whoever starts the lab knows. */
  static final boolean TERMINAL = "true".equals(System.getenv("LAB_TERMINAL"));

  static final String LINE_START = "\r\033[K";
  private static final long NANOS_BETWEEN_LINES = 10_000_000_000L;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final PrintWriter out;
  private final int steps;
  private final long started = System.nanoTime();
  private int done;
  private long lastLine = started - NANOS_BETWEEN_LINES;

  public Progress(PrintWriter out, int steps) {
    this.out = out;
    this.steps = steps;
  }

  /** Steps that will not be taken: what they belong to has failed. */
  public void skip(int count) {
    done += count;
  }

  /** Says that a step begins. */
  public void begin(String what) {
    String left = "";
    if (done > 0) {
      long seconds = (System.nanoTime() - started) / done * (steps - done) / NANOS_PER_SECOND;
      left = ", %d:%02d left".formatted(seconds / 60, seconds % 60);
    }
    done++;
    String line = "%d of %d%s: %s".formatted(done, steps, left, what);
    if (TERMINAL) {
      out.print(LINE_START + line);
      out.flush();
    } else if (System.nanoTime() - lastLine >= NANOS_BETWEEN_LINES) {
      out.println(line);
      out.flush();
      lastLine = System.nanoTime();
    }
  }

  /** Clears the line. */
  public void finish() {
    if (TERMINAL) {
      tell(out, "");
    }
  }

  /** Says what a long step is at: in the place of what was said last, or in a line of its own. */
  public static void tell(PrintWriter out, String what) {
    if (TERMINAL) {
      out.print(LINE_START + what);
    } else {
      out.println(what);
    }
    out.flush();
  }
}
