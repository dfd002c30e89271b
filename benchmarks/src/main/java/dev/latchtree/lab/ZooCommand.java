package dev.latchtree.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchtree.lab.report.Json;
import dev.latchtree.lab.report.Table;
import dev.latchtree.stress.zoo.Bug;
import dev.latchtree.stress.zoo.House;
import dev.latchtree.stress.zoo.Suite;
import dev.latchtree.stress.zoo.Verdict;
import dev.latchtree.stress.zoo.Verdict.Kind;
import dev.latchtree.stress.zoo.Zoo;
import dev.latchtree.stress.zoo.ZooRun;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lets the deliberate bugs loose, one after the other, and shows which suite catches each. */
@Command(
    name = "zoo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Breaks the engine on purpose, in each way of jcstress-tests/src/zoo, and runs the suite that",
      "has to notice; the suite has to pass without the bug first. Needs the source tree, a JDK and",
      "Maven. Exit code 0: all were caught; 1: one escaped, or could not be tried."
    })
final class ZooCommand implements Callable<Integer> {

  private static final String CLASS_PATH_FILE = "test.classpath";
  private static final int MOST_JOBS = 64;
  private static final int LONGEST_DETAIL = 90;

  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      paramLabel = "NAME|RULE",
      split = ",",
      description = "Only bugs of these names, or that break these rules.")
  private @Nullable List<String> only;

  @Option(names = "--list", description = "Shows the bugs and runs nothing.")
  private boolean list;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "2",
      description = "Suites that run at the same time; default ${DEFAULT-VALUE}.")
  private int jobs;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the table as JSON, too.")
  private @Nullable Path json;

  @Option(
      names = "--source",
      paramLabel = "DIR",
      description = "The source tree; default: the one that this lab was built from.")
  private @Nullable Path source;

  @Override
  public Integer call() throws IOException, InterruptedException {
    MeasureOptions.requireRange(spec.commandLine(), "--jobs", jobs, 1, MOST_JOBS);
    Path home = source != null ? source.toAbsolutePath().normalize() : sourceTree();
    if (!Files.isDirectory(home.resolve("jcstress-tests").resolve("src").resolve("zoo"))) {
      throw new ParameterException(
          spec.commandLine(), home + " is not the source tree of LatchTree: say --source");
    }
    List<Bug> bugs = chosen(Zoo.of(home));
    if (list) {
      printList(bugs);
      return 0;
    }
    build(home);
    House house = new House(home, House.written(home, CLASS_PATH_FILE));
    Path scratch = home.resolve("jcstress-tests").resolve("target").resolve("zoo");
    List<Verdict> verdicts = new ZooRun(house, new Progress(bugs)).run(bugs, jobs, scratch);
    return report(verdicts);
  }

  /** Above {@code benchmarks/target/lab.jar}. */
  private Path sourceTree() {
    Path jar = Path.of(System.getProperty("java.class.path").split(File.pathSeparator, 2)[0]);
    Path target = jar.toAbsolutePath().normalize().getParent();
    Path module = target == null ? null : target.getParent();
    Path home = module == null ? null : module.getParent();
    if (home == null) {
      throw new ParameterException(spec.commandLine(), "where is the source tree? Say --source");
    }
    return home;
  }

  private List<Bug> chosen(Zoo zoo) {
    List<String> wanted = only;
    if (wanted == null) {
      return zoo.bugs();
    }
    Set<Bug> chosen = new LinkedHashSet<>();
    try {
      wanted.forEach(name -> chosen.addAll(zoo.only(name)));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    return List.copyOf(chosen);
  }

  private void printList(List<Bug> bugs) {
    Table table = new Table("bug", "rule", "what it does", "caught by");
    for (Bug bug : bugs) {
      String rules = String.join(" ", bug.rules());
      table.row(bug.name(), rules, bug.what(), bug.suite().shortName());
    }
    table.print(out());
  }

  /** Maven compiles what is stale, and says what the tests of each module need. */
  private void build(Path home) throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    err.print("zoo: building the tests ...");
    err.flush();
    Path log = Files.createTempFile("zoo-build", ".log");
    try {
      String maven = File.separatorChar == '/' ? "mvn" : "mvn.cmd";
      Process process =
          new ProcessBuilder(
                  maven,
                  "-q",
                  "-B",
                  "-pl",
                  "jcstress-tests",
                  "-am",
                  "test-compile",
                  "dependency:build-classpath",
                  "-Dmdep.outputFile=target/" + CLASS_PATH_FILE,
                  "-Dmdep.includeScope=test")
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      process.getOutputStream().close();
      if (process.waitFor() != 0) {
        err.println(" failed");
        err.print(Files.readString(log));
        err.flush();
        throw new IOException("the build failed; its output stands above");
      }
      err.println(" done");
      err.flush();
    } finally {
      Files.deleteIfExists(log);
    }
  }

  private int report(List<Verdict> verdicts) throws IOException {
    Table table = new Table("bug", "rule", "caught by", ">s", ">without", "verdict", "first line");
    for (Verdict verdict : verdicts) {
      table.row(
          verdict.bug().name(),
          String.join(" ", verdict.bug().rules()),
          verdict.bug().suite().shortName(),
          seconds(verdict.seconds()),
          seconds(verdict.baselineSeconds()),
          verdict.kind().name().toLowerCase(Locale.ROOT),
          cut(verdict.detail()));
    }
    table.print(out());
    Path file = json;
    if (file != null) {
      List<Map<String, Object>> rows = verdicts.stream().map(ZooCommand::row).toList();
      Files.writeString(file, Json.write(rows), UTF_8);
    }
    long caught = count(verdicts, Kind.CAUGHT);
    long untried = count(verdicts, Kind.UNTRIED);
    if (untried > 0) {
      out().printf("%d could not be tried:%n", untried);
      verdicts.stream()
          .filter(verdict -> verdict.kind() == Kind.UNTRIED)
          .forEach(verdict -> out().println(verdict.detail()));
    }
    out().printf("%d caught, %d escaped%n", caught, count(verdicts, Kind.ESCAPED));
    out().flush();
    return caught == verdicts.size() ? 0 : 1;
  }

  private static Map<String, Object> row(Verdict verdict) {
    Bug bug = verdict.bug();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("bug", bug.name());
    row.put("rules", bug.rules());
    row.put("what", bug.what());
    row.put("allows", bug.allows());
    row.put("suite", bug.suite().toString());
    row.put("verdict", verdict.kind().name().toLowerCase(Locale.ROOT));
    row.put("seconds", verdict.seconds());
    row.put("seconds without", verdict.baselineSeconds());
    row.put("first line", verdict.detail());
    return row;
  }

  private static long count(List<Verdict> verdicts, Kind kind) {
    return verdicts.stream().filter(verdict -> verdict.kind() == kind).count();
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }

  private static String cut(String text) {
    String line = text.lines().findFirst().orElse("").replace("|", "/");
    return line.length() <= LONGEST_DETAIL ? line : line.substring(0, LONGEST_DETAIL) + " ...";
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** One line for each suite and bug that is over. */
  private final class Progress implements ZooRun.Listener {

    private final int steps;
    private int done;

    Progress(List<Bug> bugs) {
      long suites = bugs.stream().map(Bug::suite).distinct().count();
      steps = bugs.size() + Math.toIntExact(suites);
    }

    @Override
    public void begins(String what) {}

    @Override
    public void baseline(Suite suite, double seconds, boolean sound) {
      tell(
          "%s without a bug: %s"
              .formatted(suite.shortName(), sound ? "passes" : "FAILS, and so proves nothing"),
          seconds);
    }

    @Override
    public void tried(Verdict verdict) {
      String kind = verdict.kind().name();
      boolean caught = verdict.kind() == Kind.CAUGHT;
      tell(
          "%s: %s".formatted(verdict.bug().name(), caught ? kind.toLowerCase(Locale.ROOT) : kind),
          verdict.seconds());
    }

    private synchronized void tell(String what, double seconds) {
      done++;
      PrintWriter err = spec.commandLine().getErr();
      err.printf("%3d of %d: %s, %s s%n", done, steps, what, seconds(seconds));
      err.flush();
    }
  }
}
