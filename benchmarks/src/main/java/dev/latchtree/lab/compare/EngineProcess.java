package dev.latchtree.lab.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.measure.ChildJvm;
import dev.latchtree.lab.workload.Measured;
import dev.latchtree.lab.workload.Workload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An engine in a JVM of its own, so that no engine's heap, collector or compiled code is another
 * one's; see {@link EngineMain} for what is said. It starts with the first command. Used by one
 * thread.
 */
final class EngineProcess implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 20;
  private static final int LAST_LINES = 10;

  private final Engine engine;
  private final int entries;
  private final MemoryBudget memory;
  private final Path errors;
  private @Nullable Talk talk;

  /** A process that runs, and both ends of it. */
  private record Talk(Process process, PrintWriter commands, BufferedReader answers) {}

  /**
   * Starts nothing yet.
   *
   * @param scratch for what the process prints when something is wrong
   */
  EngineProcess(Engine engine, int entries, MemoryBudget memory, Path scratch) {
    this.engine = engine;
    this.entries = entries;
    this.memory = memory;
    errors = scratch.resolve(engine.name() + ".err");
  }

  Engine engine() {
    return engine;
  }

  /** Fills what the workload needs, and runs it for as long as this to warm it up. */
  void prepare(Workload workload, int threads, Duration warmUp) throws IOException {
    ask(EngineMain.PREPARE, workload, threads, warmUp);
  }

  /** Runs it. */
  Measured run(Workload workload, int threads, Duration length) throws IOException {
    return ask(EngineMain.RUN, workload, threads, length);
  }

  private Measured ask(String command, Workload workload, int threads, Duration length)
      throws IOException {
    Talk running = talk != null ? talk : start();
    running.commands.println(
        String.join(" ", command, workload.name(), String.valueOf(threads), "" + length.toNanos()));
    String answer = running.answers.readLine();
    String[] words = answer == null ? new String[0] : answer.split(" ", -1);
    if (words.length < 2 || !words[0].equals(EngineMain.OK)) {
      throw new IOException(
          "%s, %s with %d thread(s): %s; last it printed:%n%s"
              .formatted(
                  engine.label(),
                  workload.label(),
                  threads,
                  answer == null ? "its process has ended" : answer,
                  lastPrinted()));
    }
    Map<String, Double> counts = new LinkedHashMap<>();
    for (String word : List.of(words).subList(2, words.length)) {
      int equals = word.indexOf('=');
      counts.put(word.substring(0, equals), Double.valueOf(word.substring(equals + 1)));
    }
    return new Measured(Double.parseDouble(words[1]), counts);
  }

  private Talk start() throws IOException {
    List<String> arguments =
        List.of(engine.name(), String.valueOf(entries), String.valueOf(memory.pool()));
    Process process =
        ChildJvm.of(EngineMain.class, memory.heap(), arguments)
            .redirectError(errors.toFile())
            .start();
    Talk started =
        new Talk(
            process,
            new PrintWriter(process.getOutputStream(), true, UTF_8),
            new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)));
    talk = started;
    return started;
  }

  private String lastPrinted() throws IOException {
    List<String> lines = Files.exists(errors) ? Files.readAllLines(errors) : List.of();
    return String.join(
        System.lineSeparator(),
        lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  /** Ends its input, and it ends by itself; if it does not, it is ended. */
  @Override
  public void close() {
    Talk running = talk;
    if (running == null) {
      return;
    }
    running.commands.close();
    try {
      if (!running.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        running.process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      running.process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
