package dev.latchtree.papers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs TLC on every configuration in {@code papers/spec}, two at a time with one worker each, so
 * that state counts are the same in every run. {@code -Dtlc.only=regex} picks some by name.
 */
class TlcTest {

  private static final Path SPECS = Path.of("spec").toAbsolutePath();
  private static final Path OUT_DIRECTORY = Path.of("target", "tlc").toAbsolutePath();
  private static final String ONLY = System.getProperty("tlc.only", ".*");
  private static final int AT_A_TIME = 2;
  private static final long LIMIT_SECONDS = 300;

  private static final Pattern PARSED = Pattern.compile("Parsing file (\\S.*)");

  private static final PrintStream OUT = System.out;

  private static List<Model> models = List.of();
  private static final ExecutorService LANES = Executors.newFixedThreadPool(AT_A_TIME);

  /**
   * TLC's classes as they lie in memory: most models are small, and loading takes long for those.
   */
  private static final Path ARCHIVE = OUT_DIRECTORY.resolve("tlc.jsa");

  private static final String USE_ARCHIVE = "-XX:SharedArchiveFile=" + ARCHIVE;
  private static final String SMALLEST = "LatchOrder-mutant-TriesOnly";

  /** Alone, for a class path with directories cannot be archived. */
  private static final Path TLC = jarOf(tlc2.TLC.class);

  @BeforeAll
  static void findModels() throws IOException, InterruptedException {
    Files.createDirectories(OUT_DIRECTORY);
    makeArchive();
    List<Model> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(SPECS)) {
      for (Path cfg : files.filter(file -> file.toString().endsWith(".cfg")).toList()) {
        found.add(Model.read(cfg));
      }
    }
    // Those that search everything first, for they take longest.
    found.sort(Comparator.comparing(Model::mutant).thenComparing(Model::name));
    models = List.copyOf(found);
  }

  @AfterAll
  static void stop() {
    LANES.shutdownNow();
  }

  @TestFactory
  List<DynamicTest> shouldFindWhatIsExpected() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Model model : models) {
      if (model.name().matches(ONLY)) {
        Future<List<String>> faults = LANES.submit(() -> run(model));
        tests.add(
            DynamicTest.dynamicTest(
                model.name(), () -> assertEquals("", String.join("\n", faults.get()))));
      }
    }
    return tests;
  }

  @Test
  void shouldHaveMutantsOfEverySpecification() {
    Set<String> sound = modules(false);
    assertFalse(sound.isEmpty());
    assertEquals(sound, modules(true));
  }

  @Test
  void shouldNotTakeAnotherErrorForTheExpectedOne() {
    Model sound = new Model("Spec", "");
    Model mutant = new Model("Spec-mutant", "Safe");
    String passed = "Model checking completed. No error has been found.";
    String unsafe = "Error: Invariant Safe is violated.";
    assertTrue(sound.faults(0, passed).isEmpty());
    assertTrue(mutant.faults(12, unsafe).isEmpty());
    assertFalse(sound.faults(12, unsafe).isEmpty());
    assertFalse(sound.faults(0, "").isEmpty());
    assertFalse(mutant.faults(0, passed).isEmpty());
    assertFalse(mutant.faults(12, "Error: Invariant Other is violated.").isEmpty());
    assertFalse(mutant.faults(11, "Error: Deadlock reached.").isEmpty());
  }

  private static Path jarOf(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  private static Set<String> modules(boolean mutant) {
    return models.stream()
        .filter(model -> model.mutant() == mutant)
        .map(Model::module)
        .collect(Collectors.toSet());
  }

  private static List<String> run(Model model) throws IOException, InterruptedException {
    Path log = OUT_DIRECTORY.resolve(model.name() + ".log");
    Files.createDirectories(directoryOf(model));
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command(model))
            .directory(SPECS.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        return List.of(model.name() + ": no result after " + LIMIT_SECONDS + " s, see " + log);
      }
    } finally {
      process.destroyForcibly();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    String output = Files.readString(log);
    List<String> faults = new ArrayList<>(model.faults(process.exitValue(), output));
    faults.addAll(strangers(model, output));
    String verdict = model.mutant() ? "violates " + model.violated() : "holds";
    OUT.printf(
        "tlc: %-36s %8s states %5.1f s  %s%n",
        model.name(), Model.states(output), seconds, faults.isEmpty() ? verdict : "WRONG");
    return faults;
  }

  /** Modules that TLC has read from where another run may write or delete them. */
  private static List<String> strangers(Model model, String output) {
    return PARSED
        .matcher(output)
        .results()
        .map(parsed -> Path.of(parsed.group(1)))
        .filter(file -> !file.startsWith(SPECS) && !file.startsWith(directoryOf(model)))
        .map(file -> model.name() + " has read " + file + ", which is not its own")
        .toList();
  }

  private static Path directoryOf(Model model) {
    return OUT_DIRECTORY.resolve(model.name());
  }

  /** By a run of the smallest model. Should it fail, the JVMs go without. */
  private static void makeArchive() throws IOException, InterruptedException {
    Files.deleteIfExists(ARCHIVE);
    Model smallest = new Model(SMALLEST, "any");
    Files.createDirectories(directoryOf(smallest));
    List<String> command = new ArrayList<>(command(smallest));
    command.set(command.indexOf(USE_ARCHIVE), "-XX:ArchiveClassesAtExit=" + ARCHIVE);
    new ProcessBuilder(command)
        .directory(SPECS.toFile())
        .redirectErrorStream(true)
        .redirectOutput(OUT_DIRECTORY.resolve("archive.log").toFile())
        .start()
        .waitFor();
  }

  private static List<String> command(Model model) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        USE_ARCHIVE,
        "-XX:+UseSerialGC",
        // No model takes so long that the better compiler pays for itself.
        "-XX:TieredStopAtLevel=1",
        // All of the heap at once: a heap that grows is collected again and again.
        "-Xms1g",
        "-Xmx1g",
        "-Xmn600m",
        // TLC unpacks its standard modules there, by their names, and deletes them as it ends.
        "-Djava.io.tmpdir=" + directoryOf(model),
        "-cp",
        TLC.toString(),
        "tlc2.TLC",
        "-workers",
        "1",
        "-metadir",
        directoryOf(model).toString(),
        "-config",
        model.name() + ".cfg",
        model.module());
  }
}
