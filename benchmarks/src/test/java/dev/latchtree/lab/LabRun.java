package dev.latchtree.lab;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** The lab, run in this JVM, with what it printed. */
final class LabRun {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Returns the exit code. */
  int run(String... arguments) {
    CommandLine lab = new CommandLine(new Lab());
    lab.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return Lab.execute(lab, null, arguments);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
