package dev.latchtree.stress.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a patch file may say, and that one that fits nowhere is refused by name. */
class PatchTest {

  private static final String HEADER =
      """
      rule: P1 P2
      bug: It does this,
        and that.
      allows: Something.
      suite: wal dev.latchtree.SomeTest#shouldWork
      properties: a=1 b=two
      limit: 60 s
      hang: yes
      """;

  private static final String DIFF =
      """

      --- wal/src/main/java/A.java
      +++ wal/src/main/java/A.java
      @@ -1,2 +1,2 @@
       one
      -two
      +TWO
      @@
       four
      +four and a half
      """;

  private static final List<String> FILE = List.of("one", "two", "three", "four", "five");

  @Test
  void shouldReadWhatItSays() {
    Bug bug = read(HEADER + DIFF);
    assertEquals("some-bug", bug.name());
    assertEquals(List.of("P1", "P2"), bug.rules());
    assertEquals("It does this, and that.", bug.what());
    assertEquals("Something.", bug.allows());
    Map<String, String> properties = Map.of("a", "1", "b", "two");
    assertEquals(new Suite("wal", "dev.latchtree.SomeTest#shouldWork", properties), bug.suite());
    assertEquals("SomeTest#shouldWork", bug.suite().shortName());
    assertEquals(Duration.ofMinutes(1), bug.limit());
    assertTrue(bug.hangs());
    assertTrue(bug.isMeantBy("p2"));
    assertFalse(bug.isMeantBy("P"));
  }

  @Test
  void shouldChangeLinesWhereverTheyAre() {
    FilePatch patch = read(HEADER + DIFF).files().get(0);
    assertEquals("wal/src/main/java/A.java", patch.path());
    assertEquals(
        List.of("zero", "one", "TWO", "three", "four", "four and a half", "five"),
        patch.applyTo(List.of("zero", "one", "two", "three", "four", "five"), "some-bug"));
  }

  @Test
  void shouldNamePatchFileAndHunkThatFitNowhere() {
    refusesToApply(List.of("one", "two", "three", "five"), "hunk 2: these lines are not in");
  }

  @Test
  void shouldNamePatchFileAndHunkThatFitTwice() {
    refusesToApply(
        List.of("one", "two", "four", "one", "two"), "hunk 1: these lines are in the file more");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit: 60 s              | limit: soon         | limit is not a number of seconds",
        "limit: 60 s              |                     | limit is missing",
        "hang: yes                | hung: yes           | no field is called hung",
        "hang: yes                | rule: P3            | rule stands there twice",
        "properties: a=1 b=two    | properties: a b=two | not a property: a",
        "wal dev                  | dev                 | suite is not a module and a test class",
        "+TWO                     | two                 | begins neither with a blank nor",
        "+++ wal                  | +++ pool            | renames wal/src/main/java/A.java",
        "@@ -1                    | hello               | outside of any hunk: hello",
        "+four and a half         |                     | hunk 2: no change",
        "--- wal/src/main/java/A. | nothing             | outside of any hunk: nothing",
      })
  void shouldRefuseWhatIsNotWellFormed(String part, String instead, String why) {
    String text = HEADER + DIFF;
    assertTrue(text.contains(part), part);
    String wrong = text.replace(part, instead == null ? "" : instead);
    PatchException refused = assertThrows(PatchException.class, () -> read(wrong));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith("some-bug") && message.contains(why), message);
  }

  @Test
  void shouldRefuseAPatchThatIsCutOff() {
    refuses(HEADER.strip(), "no empty line ends its header");
    refuses(HEADER + "\n", "it changes no file");
    refuses(HEADER + "\n--- A.java\n+++ A.java\n", "no hunk");
    refuses(HEADER + "\n--- A.java\n+++ A.java\n@@\n+one\n", "hunk 1: no context");
  }

  private static void refuses(String text, String why) {
    PatchException refused = assertThrows(PatchException.class, () -> read(text));
    assertTrue(String.valueOf(refused.getMessage()).contains(why), refused.toString());
  }

  private static void refusesToApply(List<String> file, String why) {
    FilePatch patch = read(HEADER + DIFF).files().get(0);
    assertEquals(6, patch.applyTo(FILE, "some-bug").size());
    PatchException refused =
        assertThrows(PatchException.class, () -> patch.applyTo(file, "some-bug"));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith("some-bug, wal/src/main/java/A.java, " + why), message);
  }

  private static Bug read(String text) {
    return BugReader.read("some-bug", text.lines().toList());
  }
}
