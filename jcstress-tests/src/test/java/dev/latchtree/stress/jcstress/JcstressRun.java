package dev.latchtree.stress.jcstress;

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
import java.util.Set;
import java.util.TreeSet;

/**
 * A run of jcstress in a JVM of its own.
 *
 * @param filter a regular expression of tests
 * @param mode a preset of jcstress, cut down for {@link #ONE_CONFIGURATION}
 * @param directory where the reports go, below that of the build
 */
record JcstressRun(String filter, String mode, String directory) {

  static final String SANITY = "sanity";
  static final String QUICK = "quick";

  /** Presets under which each test runs in one JVM. */
  private static final Set<String> ONE_CONFIGURATION = Set.of(SANITY, QUICK, "default");

  /** Of a JVM that lives for a few states. */
  private static final String QUICK_START = " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final Path BUILD =
      Path.of(System.getProperty("latchtree.build", "target")).toAbsolutePath();

  private static final PrintStream OUT = System.out;

  /** Fails unless exactly these tests were run and all passed. */
  void requirePass(Set<String> expected) throws IOException, InterruptedException {
    JcstressReport report = new JcstressReport();
    int exitCode = run(report);
    List<String> faults = report.faults(exitCode, expected);
    assertTrue(faults.isEmpty(), () -> String.join(System.lineSeparator(), faults));
    OUT.println("jcstress: " + report.passed().size() + " tests passed, mode " + mode);

    Set<String> silentTwins = new TreeSet<>(expected);
    silentTwins.removeIf(test -> !test.contains(".Broken"));
    silentTwins.removeAll(report.interesting());
    if (!mode.equals(SANITY)) { // which is too short for them
      OUT.println("jcstress: broken twins that showed nothing this time: " + silentTwins);
    }
  }

  /** Returns the exit code. */
  int run(JcstressReport report) throws IOException, InterruptedException {
    Path reports = BUILD.resolve(directory);
    Files.createDirectories(reports);
    Process process =
        new ProcessBuilder(command(reports))
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

  private List<String> command(Path reports) {
    boolean once = ONE_CONFIGURATION.contains(mode);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(once ? JcstressOnce.class.getName() : "org.openjdk.jcstress.Main");
    command.addAll(List.of("-v", "-m", mode, "-t", filter, "-r", reports.toString()));
    if (once) {
      // One compilation for both actors, and no variants of the JVM.
      String jvm = onlyVariant(Runtime.version().feature());
      jvm += mode.equals(SANITY) ? QUICK_START : "";
      command.addAll(List.of("-f", "1", "-sc", "false", "-jvmArgs", jvm));
    }
    if (mode.equals(QUICK)) {
      command.addAll(List.of("-iters", "3", "-time", "300", "-strideCount", "2"));
    } else if (once && !mode.equals(SANITY)) {
      // Some tests have no more states at a time: jcstress makes three times as many beforehand.
      command.addAll(List.of("-strideCount", "10"));
    }
    return command;
  }

  /** Arguments that keep jcstress from trying variants, and the JVM from warning. */
  private static String onlyVariant(int feature) {
    if (feature < 18) {
      return "-XX:-UseBiasedLocking";
    }
    return feature < 24 ? "-Xshare:auto" : "--sun-misc-unsafe-memory-access=allow";
  }
}
