package dev.latchtree.papers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each paper that the engine rests on has a page, which says all that it has to say and names only
 * what there is; and the index in the README says of it what it says itself.
 */
class PaperPagesTest {

  private static final String README = "README.md";

  private static final Set<String> PAGES =
      Set.of(
          "lehman-yao-1981-right-links.md",
          "sagiv-1986-overtaking.md",
          "lanin-shasha-1986-symmetric.md",
          "lomet-salzberg-1992-pi-tree.md",
          "mohan-1992-aries.md",
          "jaluta-2005-balanced-blink.md",
          "graefe-2010-locking-survey.md",
          "johnson-2010-aether.md",
          "leis-2016-art-synchronization.md",
          "leis-2019-optimistic-lock-coupling.md",
          "leis-2018-leanstore.md",
          "wang-2018-bw-tree.md",
          "leis-2023-vmcache.md",
          "wing-gong-1993-linearizability.md",
          "lowe-2017-testing-linearizability.md",
          "burckhardt-2010-pct.md");

  /** A page about a class that exists, without a fault. */
  private static final PaperPage SOUND =
      new PaperPage(
          "made-up-1999-short.md",
          """
          # Made up 1999

          Nobody: "Nothing". Nowhere, 1999.

          ## Claim
          ## What we took
          ## What we did otherwise, and why
          ## In our code
          - `dev.latchtree.tree.Descent#moveRightTo`, `dev.latchtree.tree.Steps`
          - `dev.latchtree.latch.LatchWord#MARKED`
          ## Experiment
          ./lab explore
          ## What we measured

          Verdict: **Not measured yet**
          """);

  @Test
  void shouldHaveAPageForEachPaper() throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of(""))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".md") && !name.equals(README))
          .forEach(found::add);
    }
    assertEquals(new TreeSet<>(PAGES), found);
  }

  @Test
  void shouldSayAllAndNameWhatExists() throws IOException {
    List<String> faults = new ArrayList<>();
    for (PaperPage page : pages()) {
      faults.addAll(page.faults());
    }
    assertEquals("", String.join("\n", faults));
  }

  @Test
  void shouldSayInTheIndexWhatThePageSays() throws IOException {
    List<String> lines = Files.readAllLines(Path.of(README));
    for (PaperPage page : pages()) {
      List<String> rows =
          lines.stream()
              .filter(line -> line.startsWith("| [") && line.contains(link(page)))
              .toList();
      assertEquals(1, rows.size(), () -> "rows of " + page.name());
      String row = rows.get(0);
      assertTrue(row.contains("| " + page.year() + " |"), row);
      assertTrue(row.endsWith("| " + page.verdict() + " |"), row);
    }
  }

  @Test
  void shouldNameExperimentsThatExist() throws IOException {
    List<String> missing = new ArrayList<>();
    Set<String> named = new TreeSet<>();
    for (PaperPage page : pages()) {
      for (String experiment : page.experiments()) {
        named.add(experiment);
        if (!Files.isRegularFile(Path.of("..").resolve(experiment))) {
          missing.add(page.name() + " names " + experiment + ", which does not exist");
        }
      }
    }
    assertEquals("", String.join("\n", missing));
    assertTrue(named.size() >= 7, () -> "only " + named);
  }

  @Test
  void shouldReadWhichExperimentsAPageNames() {
    String text =
        """
        ./lab replay benchmarks/experiments/one.experiment
        `benchmarks/experiments/two-of-them.experiment`.
        """;
    assertEquals(
        List.of(
            "benchmarks/experiments/one.experiment",
            "benchmarks/experiments/two-of-them.experiment"),
        new PaperPage("made-up-1999-short.md", text).experiments());
  }

  @Test
  void shouldFindNothingWrongWithASoundPage() throws IOException {
    assertEquals(List.of(), SOUND.faults());
  }

  @Test
  void shouldSeeWhatIsWrongWithAPage() throws IOException {
    assertFault("## Claim", "## Claims", "headings");
    assertFault("Nowhere, 1999", "Nowhere, 1998", "year");
    assertFault("tree.Steps", "tree.Stairs", "dev.latchtree.tree.Stairs, which does not exist");
    assertFault("#moveRightTo", "#moveLeftTo", "dev.latchtree.tree.Descent has no moveLeftTo");
    assertFault("#MARKED", "#MARK", "dev.latchtree.latch.LatchWord has no MARK");
    assertFault(", `dev.latchtree.tree.Steps`", "", "names 2 places");
    assertFault("./lab explore", "./lab explain", "no command");
    assertFault("**Not measured yet**", "**Probably**", "no verdict");
    assertFault("Verdict:", "Verdict: **Reproduced**\nVerdict:", "no verdict");
    assertFault("## Claim", "\n".repeat(60) + "## Claim", "lines");
  }

  /** A call is no declaration. */
  @Test
  void shouldTellADeclarationFromACall() {
    String source =
        """
          static final int LEAST = 3, OTHER = 4;
          Map<String, byte[]> here(int there) {
            call(LEAST);
            return other(there);
          }
          byte @Nullable [] array(
        """;
    assertTrue(Sources.declaresMethod(source, "here"));
    assertTrue(Sources.declaresMethod(source, "array"));
    assertFalse(Sources.declaresMethod(source, "call"));
    assertFalse(Sources.declaresMethod(source, "other"));
    assertFalse(Sources.declaresMethod(source, "ere"));
    assertTrue(Sources.declaresConstant(source, "LEAST"));
    assertFalse(Sources.declaresConstant(source, "LEA"));
  }

  private static void assertFault(String sound, String broken, String expected) throws IOException {
    assertTrue(SOUND.text().contains(sound), sound);
    List<String> faults = new PaperPage(SOUND.name(), SOUND.text().replace(sound, broken)).faults();
    assertEquals(1, faults.size(), faults::toString);
    assertTrue(faults.get(0).contains(expected), faults::toString);
  }

  private static List<PaperPage> pages() throws IOException {
    List<PaperPage> pages = new ArrayList<>();
    for (String name : new TreeSet<>(PAGES)) {
      pages.add(new PaperPage(name, Files.readString(Path.of(name))));
    }
    return pages;
  }

  private static String link(PaperPage page) {
    return "](" + page.name() + ")";
  }
}
