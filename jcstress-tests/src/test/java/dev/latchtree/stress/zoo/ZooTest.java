package dev.latchtree.stress.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.stress.zoo.Verdict.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every bug of the zoo still fits the sources, and some are really caught. All of them are let
 * loose by {@code ./lab zoo}, which takes minutes.
 */
class ZooTest {

  /** The rules of the protocols without which data would be lost: none may be without a bug. */
  private static final Set<String> RULES =
      Set.of(
          "L1", "L2", "L4", "L5", "L7", "P1", "P2", "P4", "T1", "T2", "T3", "T4", "T6", "T8", "T9",
          "R1", "R2", "R3", "P5", "T5", "T7", "C1");

  private static final int RECORDED_MINIMUM = 60;

  private static final Path HOME =
      Path.of("").toAbsolutePath().resolveSibling("jcstress-tests").resolveSibling("");

  private static final House HOUSE =
      new House(HOME, module -> House.split(System.getProperty("java.class.path")));

  /** A suite that is quick, and a place in the engine that it looks at. */
  private static final Suite QUICK = new Suite("wal", "dev.latchtree.wal.SegmentsTest", Map.of());

  private static final String PLACE = "wal/src/main/java/dev/latchtree/wal/RecordLayout.java";

  @TempDir private Path scratch;

  @Test
  void shouldHaveABugForEveryRule() throws IOException {
    List<Bug> bugs = Zoo.of(HOME).bugs();
    assertTrue(bugs.size() >= RECORDED_MINIMUM, "bugs got lost: " + bugs.size());
    Set<String> without = new TreeSet<>(RULES);
    bugs.forEach(bug -> without.removeAll(bug.rules()));
    assertEquals(Set.of(), without, "rules without a bug");
  }

  @Test
  void shouldApplyAndCompileEveryBug() throws IOException {
    for (Bug bug : Zoo.of(HOME).bugs()) {
      Path classes = Mutant.make(bug, HOUSE, Files.createDirectory(scratch.resolve(bug.name())));
      try (Stream<Path> made = Files.walk(classes)) {
        assertTrue(made.anyMatch(Files::isRegularFile), bug.name());
      }
    }
  }

  @Test
  void shouldNameSuitesThatAreThere() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Bug bug : Zoo.of(HOME).bugs()) {
      String test = bug.suite().test();
      int hash = test.indexOf('#');
      String type = hash < 0 ? test : test.substring(0, hash);
      Path source =
          HOME.resolve(bug.suite().module())
              .resolve("src/test/java")
              .resolve(type.replace('.', '/') + ".java");
      String method = hash < 0 ? "class" : " " + test.substring(hash + 1) + "(";
      if (!Files.exists(source) || !Files.readString(source).contains(method)) {
        missing.add(bug.name() + ": " + bug.suite());
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void shouldCatchThreeOfThem() throws IOException, InterruptedException {
    Zoo zoo = Zoo.of(HOME);
    List<Bug> bugs =
        Stream.of("clean-although-changed", "dirty-after-the-lsn", "old-records-follow")
            .map(name -> zoo.only(name).get(0))
            .toList();
    List<Verdict> verdicts = run(bugs);
    assertEquals(
        List.of(Kind.CAUGHT, Kind.CAUGHT, Kind.CAUGHT),
        verdicts.stream().map(Verdict::kind).toList(),
        verdicts::toString);
    assertTrue(verdicts.get(0).detail().contains("AssertionFailedError"), verdicts::toString);
    try (Stream<Path> left = Files.list(scratch)) {
      assertEquals(List.of(), left.toList(), "not removed");
    }
  }

  @Test
  void shouldTellWhatProvesNothing() throws IOException, InterruptedException {
    Bug harmless =
        bug("harmless", QUICK, "final class RecordLayout {", "final class RecordLayout {;");
    Bug broken =
        bug("broken", QUICK, "final class RecordLayout {", "final class RecordLayout { int");
    Bug stale = bug("stale", QUICK, "class OfOlderTimes {", "class OfToday {");
    Suite none = new Suite("wal", "dev.latchtree.wal.NoSuchTest", Map.of());
    Bug unwatched = bug("unwatched", none, "final class RecordLayout {", "class RecordLayout {");
    List<Verdict> verdicts = run(List.of(harmless, broken, stale, unwatched));
    assertEquals(
        List.of(Kind.ESCAPED, Kind.UNTRIED, Kind.UNTRIED, Kind.UNTRIED),
        verdicts.stream().map(Verdict::kind).toList(),
        verdicts::toString);
    List<String> reasons = verdicts.stream().map(Verdict::detail).toList();
    assertTrue(reasons.get(1).startsWith("broken does not compile"), reasons::toString);
    assertTrue(reasons.get(2).contains("hunk 1: these lines are not in"), reasons::toString);
    assertTrue(reasons.get(3).contains("ClassNotFoundException"), reasons::toString);
  }

  @Test
  void shouldTellWhichBugsThereAreWhenAskedForAnother() throws IOException {
    Zoo zoo = Zoo.of(HOME);
    assertEquals(
        zoo.bugs().stream().filter(bug -> bug.rules().contains("P2")).collect(Collectors.toSet()),
        Set.copyOf(zoo.only("p2")));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> zoo.only("unicorn"));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("unicorn") && message.contains("dirty-after-the-lsn"), message);
  }

  private List<Verdict> run(List<Bug> bugs) throws IOException, InterruptedException {
    ZooRun.Listener silent =
        new ZooRun.Listener() {
          @Override
          public void begins(String what) {}

          @Override
          public void baseline(Suite suite, double seconds, boolean sound) {}

          @Override
          public void tried(Verdict verdict) {}
        };
    return new ZooRun(HOUSE, silent).run(bugs, 2, scratch);
  }

  private static Bug bug(String name, Suite suite, String line, String instead) {
    Hunk hunk = new Hunk(1, List.of(line), List.of(instead));
    return new Bug(
        name,
        List.of("L1"),
        "Nothing.",
        "Nothing.",
        suite,
        Duration.ofMinutes(1),
        false,
        List.of(new FilePatch(PLACE, List.of(hunk))));
  }
}
