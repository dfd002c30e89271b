package dev.latchtree.stress.jcstress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Runs the jcstress suites in a JVM of their own and judges what they print.
 *
 * <p>{@code jcstress.mode} is a preset of jcstress, for all tests. The short ones, {@code sanity}
 * and {@code quick}, are cut down; the others run in full. The default, {@value #BUILD_MODE}, is
 * what a build can wait for: all in {@code sanity}, which shows that they are wired up and hardly
 * more, then {@link #MOST_TELLING} in {@code quick}. {@code jcstress.filter} picks tests by a
 * regular expression.
 */
class JcstressTest {

  /** Tests there were when this was last looked at; a run of all must not have fewer. */
  private static final int RECORDED_MINIMUM = 119;

  private static final String ALL = "dev\\.latchtree\\..*";

  private static final String PACKAGE = "dev.latchtree.stress.jcstress.";

  private static final String BUILD_MODE = "build";

  /** Some of each subject, those of the tree under the two protocols with most to go wrong. */
  private static final Set<String> MOST_TELLING =
      Set.of(
          "DirtyClearStress.ClearByVersion",
          "LatchUpgradeStress.TwoUpgrades",
          "LatchWakeUpStress.ExclusiveWaitsForExclusive",
          "OptimisticReadStress.ValidatedTwice",
          "PageDirtyStress.WriterAndEvictor",
          "PageEvictionStress.OptimisticReader",
          "PageReuseStress.ReaderFromParent",
          "LogHandOverStress.Group",
          "LogPublicationStress.ReaderOfTheDurableEnd",
          "TreeBatchGetAllStress.OptimisticBlink",
          "TreeCursorMergeStress.Blink",
          "TreeEvictionStress.OptimisticBlink",
          "TreeMergeStress.OptimisticBlink",
          "TreeSplitStress.Blink",
          "TreeTwoSplitsStress.OptimisticBlink");

  /** Of a JVM that lives for a few states. */
  private static final String QUICK_START = " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final String MODE = System.getProperty("jcstress.mode", BUILD_MODE);
  private static final String FILTER = System.getProperty("jcstress.filter", ALL);
  private static final Path BUILD =
      Path.of(System.getProperty("latchtree.build", "target")).toAbsolutePath();

  private static final PrintStream OUT = System.out;

  @Test
  void shouldHaveCompiledAtLeastTheRecordedTestsWithTwoActorsEach() throws IOException {
    Map<String, Integer> actors = CompiledTests.actorsByName(ALL);
    assertTrue(
        actors.size() >= RECORDED_MINIMUM,
        "tests got lost: " + actors.size() + " of " + RECORDED_MINIMUM);
    // Not more, or two cores cannot schedule them; not fewer: jcstress sees no inherited actors.
    actors.forEach((test, count) -> assertEquals(2, count, "actors of " + test));
  }

  @Test
  void shouldStillHaveTheMostTellingTests() throws IOException {
    Set<String> gone = new TreeSet<>(mostTelling());
    gone.removeAll(CompiledTests.actorsByName(ALL).keySet());
    assertEquals(Set.of(), gone);
  }

  @Test
  void shouldPass() throws IOException, InterruptedException {
    Set<String> chosen = CompiledTests.actorsByName(FILTER).keySet();
    if (!MODE.equals(BUILD_MODE)) {
      requirePass(FILTER, MODE, "jcstress", chosen);
      return;
    }
    requirePass(FILTER, "sanity", "jcstress-sanity", chosen);
    Set<String> telling = new TreeSet<>(mostTelling());
    telling.retainAll(chosen);
    if (!telling.isEmpty()) {
      requirePass(anyOf(telling), "quick", "jcstress", telling);
    }
  }

  private static Set<String> mostTelling() {
    return MOST_TELLING.stream().map(PACKAGE::concat).collect(Collectors.toSet());
  }

  private static String anyOf(Set<String> tests) {
    return tests.stream()
        .map(test -> test.replace(".", "\\."))
        .collect(Collectors.joining("|", "^(", ")$"));
  }

  private static void requirePass(
      String filter, String mode, String directory, Set<String> expected)
      throws IOException, InterruptedException {
    JcstressReport report = new JcstressReport();
    int exitCode = run(filter, mode, directory, report);
    List<String> faults = report.faults(exitCode, expected);
    assertTrue(faults.isEmpty(), () -> String.join(System.lineSeparator(), faults));
    OUT.println("jcstress: " + report.passed().size() + " tests passed, mode " + mode);

    Set<String> silentTwins = new TreeSet<>(expected);
    silentTwins.removeIf(test -> !test.contains(".Broken"));
    silentTwins.removeAll(report.interesting());
    if (!mode.equals("sanity")) { // which is too short for them
      OUT.println("jcstress: broken twins that showed nothing this time: " + silentTwins);
    }
  }

  @Test
  void shouldFailWhenNothingMatches() throws IOException, InterruptedException {
    JcstressReport report = new JcstressReport();
    int exitCode = run("matches no test", "sanity", "jcstress-empty", report);
    assertEquals(0, exitCode, "jcstress is content with nothing");
    assertTrue(report.faults(exitCode, Set.of()).contains("jcstress had no test to run"));
  }

  private static int run(String filter, String mode, String directory, JcstressReport report)
      throws IOException, InterruptedException {
    Path reports = BUILD.resolve(directory);
    Files.createDirectories(reports);
    Process process =
        new ProcessBuilder(command(filter, mode, reports))
            .directory(BUILD.toFile())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        PrintWriter console =
            new PrintWriter(
                Files.newBufferedWriter(reports.resolve("console.log"), StandardCharsets.UTF_8))) {
      String lastResults = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        console.println(line);
        report.add(line);
        if (line.startsWith("(Results:") || line.startsWith("FATAL")) {
          lastResults = line;
        }
      }
      OUT.println("jcstress: " + lastResults);
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> command(String filter, String mode, Path reports) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(isShort(mode) ? JcstressOnce.class.getName() : "org.openjdk.jcstress.Main");
    command.addAll(List.of("-v", "-m", mode, "-t", filter, "-r", reports.toString()));
    String onlyVariant = onlyVariant(Runtime.version().feature());
    // In the short modes one compilation for both actors, and no variants of the JVM.
    if (mode.equals("sanity")) {
      command.addAll(List.of("-sc", "false", "-jvmArgs", onlyVariant + QUICK_START));
    } else if (mode.equals("quick")) {
      command.addAll(List.of("-sc", "false", "-jvmArgs", onlyVariant));
      command.addAll(List.of("-f", "1", "-iters", "3", "-time", "300", "-strideCount", "2"));
    }
    return command;
  }

  private static boolean isShort(String mode) {
    return mode.equals("sanity") || mode.equals("quick");
  }

  /** Arguments that keep jcstress from trying variants, and the JVM from warning. */
  private static String onlyVariant(int feature) {
    if (feature < 18) {
      return "-XX:-UseBiasedLocking";
    }
    return feature < 24 ? "-Xshare:auto" : "--sun-misc-unsafe-memory-access=allow";
  }
}
