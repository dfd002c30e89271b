package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.KeyShape;
import dev.latchtree.lab.engine.Mode;
import dev.latchtree.lab.engine.Setup;
import dev.latchtree.lab.engine.Shape;
import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.lab.measure.Dialogue;
import dev.latchtree.lab.measure.LatencyRecorder;
import dev.latchtree.lab.measure.OwnMemory;
import dev.latchtree.lab.workload.Bench;
import dev.latchtree.lab.workload.Measured;
import dev.latchtree.lab.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The process of one engine, asked by {@link Dialogue}.
 *
 * <pre>
 * prepare WORKLOAD THREADS NANOS    FIGURE LATENCIES NAME=COUNT ...
 * run WORKLOAD THREADS NANOS        the same
 * </pre>
 */
final class EngineMain {

  static final String PREPARE = "prepare";
  static final String RUN = "run";

  /** A count: memory of the process when the run was over. */
  static final String OWN_MEMORY = "ownMebibytes";

  /** Instead of latencies, where none are taken. */
  static final String NONE = "-";

  /** Their files without syncs are others than those with. */
  private static final Set<String> OTHER_FILES = Set.of("MapDB");

  private static final double BYTES_PER_MEBIBYTE = 1 << 20;

  private final BiFunction<Engine, Setup, StoreUnderTest> opener;
  private final Engine engine;
  private final Mode mode;
  private final @Nullable Path directory;
  private final long cacheBytes;
  private final Shape shape;
  private int stores;

  private EngineMain(String[] arguments, BiFunction<Engine, Setup, StoreUnderTest> opener) {
    this.opener = opener;
    engine = Engine.valueOf(arguments[0]);
    mode = Mode.valueOf(arguments[2]);
    directory = mode == Mode.MEMORY ? null : Path.of(arguments[3]);
    cacheBytes = Long.parseLong(arguments[4]);
    shape = new Shape(KeyShape.valueOf(arguments[5]), Integer.parseInt(arguments[6]));
  }

  /** Of a process for {@code group}; its stores are made in {@code directory}. */
  static List<String> arguments(Engine engine, Group group, MemoryBudget memory, Path directory) {
    return List.of(
        engine.name(),
        String.valueOf(group.entries()),
        group.mode().name(),
        directory.toString(),
        String.valueOf(memory.pool()),
        group.shape().keys().name(),
        String.valueOf(group.shape().valueLength()));
  }

  /** Takes what {@link #arguments} gave. */
  public static void main(String[] arguments) throws IOException {
    answerAll(arguments, Engine::open);
  }

  /**
   * The same, of an engine that somebody else opens.
   *
   * @param opener of an empty store, or of what the same engine has left in another mode
   */
  static void answerAll(String[] arguments, BiFunction<Engine, Setup, StoreUnderTest> opener)
      throws IOException {
    EngineMain main = new EngineMain(arguments, opener);
    boolean timed = main.mode == Mode.DURABLE; // a wait for a disk is worth a look at the clock
    try (Bench bench = new Bench(main::open, Integer.parseInt(arguments[1]), timed)) {
      Dialogue.answerAll(words -> answer(bench, words));
    }
  }

  /** Each store has a directory of its own; those that sync are filled without. */
  private StoreUnderTest open() {
    Path own = nextDirectory();
    if (mode != Mode.DURABLE) {
      return open(mode, own);
    }
    boolean reopens =
        engine.supports(Mode.RELAXED, shape) && !OTHER_FILES.contains(engine.engine());
    return reopens
        ? new ReopenedStore(open(Mode.RELAXED, own), () -> open(mode, own))
        : open(mode, own);
  }

  private StoreUnderTest open(Mode how, @Nullable Path own) {
    return opener.apply(engine, new Setup(how, own, cacheBytes, shape));
  }

  private @Nullable Path nextDirectory() {
    if (directory == null) {
      return null;
    }
    try {
      return Files.createDirectories(directory.resolve("store-" + ++stores));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> answer(Bench bench, List<String> words) {
    Workload workload = Workload.valueOf(words.get(1));
    if (words.get(0).equals(PREPARE)) {
      bench.prepare(workload);
    }
    Measured measured =
        bench.run(
            workload,
            Integer.parseInt(words.get(2)),
            Duration.ofNanos(Long.parseLong(words.get(3))));
    List<String> answer = new ArrayList<>();
    answer.add(String.valueOf(measured.figure()));
    LatencyRecorder latency = measured.latency();
    answer.add(latency == null ? NONE : latency.toText());
    measured.counts().forEach((name, count) -> answer.add(name + "=" + count));
    OwnMemory.bytes().ifPresent(bytes -> answer.add(OWN_MEMORY + "=" + bytes / BYTES_PER_MEBIBYTE));
    return answer;
  }
}
