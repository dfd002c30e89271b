package dev.latchtree.lab.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Setup;
import dev.latchtree.lab.workload.Bench;
import dev.latchtree.lab.workload.Measured;
import dev.latchtree.lab.workload.Workload;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.time.Duration;

/**
 * The process of one engine. It reads commands, one a line, does them one after the other, and
 * answers each with a line; it ends when its input does, so nobody has to end it.
 *
 * <pre>
 * prepare WORKLOAD THREADS NANOS    ok
 * run WORKLOAD THREADS NANOS        ok FIGURE NAME=COUNT ...
 *                                   failed WHY
 * </pre>
 */
final class EngineMain {

  static final String PREPARE = "prepare";
  static final String RUN = "run";
  static final String OK = "ok";
  static final String FAILED = "failed";

  private EngineMain() {}

  /** Arguments: the engine's name, how many entries, bytes of the pool. */
  public static void main(String[] arguments) throws IOException {
    PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    System.setOut(System.err); // whatever a library prints is no answer
    Engine engine = Engine.valueOf(arguments[0]);
    long pool = Long.parseLong(arguments[2]);
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try (Bench bench =
        new Bench(() -> engine.open(Setup.inMemory(pool)), Integer.parseInt(arguments[1]))) {
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        answers.println(answer(bench, line.split(" ", -1)));
      }
    }
  }

  private static String answer(Bench bench, String[] words) {
    try {
      Workload workload = Workload.valueOf(words[1]);
      if (words[0].equals(PREPARE)) {
        bench.prepare(workload);
      }
      Measured measured =
          bench.run(
              workload, Integer.parseInt(words[2]), Duration.ofNanos(Long.parseLong(words[3])));
      StringBuilder answer = new StringBuilder(OK).append(' ').append(measured.figure());
      measured
          .counts()
          .forEach((name, count) -> answer.append(' ').append(name).append('=').append(count));
      return answer.toString();
    } catch (Throwable e) {
      e.printStackTrace();
      return FAILED + " " + e.toString().replaceAll("\\R", " ");
    }
  }
}
