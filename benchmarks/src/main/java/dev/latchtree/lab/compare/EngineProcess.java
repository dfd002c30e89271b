package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.measure.ChildJvm;
import dev.latchtree.lab.measure.Dialogue;
import dev.latchtree.lab.measure.LargePages;
import dev.latchtree.lab.measure.LatencyRecorder;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An engine in a JVM of its own, so that no engine's heap, collector or compiled code is another
 * one's; see {@link EngineMain} for what is said. It starts with the first command. Once it has
 * failed it stays failed: nobody knows what state it is in. Used by one thread.
 */
final class EngineProcess implements AutoCloseable {

  /** Filling a store, removing what was inserted and all else that is not timed is over by then. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final Engine engine;
  private final Dialogue dialogue;
  private final Path temporary;
  private @Nullable IOException failure;

  /**
   * Starts nothing yet.
   *
   * @param directory for all that the process writes; made when it starts
   */
  EngineProcess(Engine engine, Group group, MemoryBudget memory, Path directory) {
    this(engine, group, memory, EngineMain.class, directory);
  }

  /** The same with another main class, which answers as {@link EngineMain} does. */
  EngineProcess(Engine engine, Group group, MemoryBudget memory, Class<?> main, Path directory) {
    this.engine = engine;
    temporary = directory.resolve("tmp");
    ProcessBuilder builder =
        ChildJvm.of(main, memory.heap(), EngineMain.arguments(engine, group, memory, directory));
    builder.command().add(1, "-Djava.io.tmpdir=" + temporary);
    LargePages.askFor(builder);
    dialogue = new Dialogue(engine.label(), builder, directory.resolve("errors"));
  }

  Engine engine() {
    return engine;
  }

  /** Fills what the workload needs, and runs it for so long. */
  Sample prepare(Workload workload, int threads, Duration length) throws IOException {
    return ask(EngineMain.PREPARE, workload, threads, length);
  }

  /** Runs it. */
  Sample run(Workload workload, int threads, Duration length) throws IOException {
    return ask(EngineMain.RUN, workload, threads, length);
  }

  private Sample ask(String command, Workload workload, int threads, Duration length)
      throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      Files.createDirectories(temporary);
      return sample(
          dialogue.ask(
              List.of(
                  command,
                  workload.name(),
                  String.valueOf(threads),
                  String.valueOf(length.toNanos())),
              PATIENCE.plus(length)));
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private static Sample sample(List<String> words) {
    Map<String, Double> counts = new LinkedHashMap<>();
    for (String word : words.subList(2, words.size())) {
      int equals = word.indexOf('=');
      counts.put(word.substring(0, equals), Double.valueOf(word.substring(equals + 1)));
    }
    String latencies = words.get(1);
    Double fsyncs = counts.get("fsyncs");
    return new Sample(
        Double.parseDouble(words.get(0)),
        latencies.equals(EngineMain.NONE) ? null : LatencyRecorder.ofText(latencies),
        fsyncs == null ? null : fsyncs.longValue(),
        0L,
        counts);
  }

  /** Ends its input, and it ends by itself; if it does not, it is ended. */
  @Override
  public void close() {
    dialogue.close();
  }
}
