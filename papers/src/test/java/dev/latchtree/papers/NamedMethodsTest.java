package dev.latchtree.papers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The methods that a specification names as those of its actions are there; and the first one named
 * for an action, which is the one that does it, says so: {@code Module.tla: Action.} in its
 * Javadoc.
 */
class NamedMethodsTest {

  private static final String WAL = "wal/src/main/java/dev/latchtree/wal";
  private static final String TREE = "latch-tree/src/main/java/dev/latchtree/tree";
  private static final String RECOVERY = "latch-tree/src/main/java/dev/latchtree/recovery";
  private static final String POOL = "buffer-pool/src/main/java/dev/latchtree/buffer";

  /** {@code Class.method} in a comment line. */
  private static final Pattern NAMED = Pattern.compile("\\b([A-Z]\\w+)\\.([a-z]\\w+)");

  /** {@code Action ==} or {@code Action(t) ==}, at the beginning of a line. */
  private static final Pattern DEFINED = Pattern.compile("^(\\w+)(?:\\([^)]*\\))? ==");

  private static final Pattern JAVADOC =
      Pattern.compile("/\\*\\*(.*?)\\*/([^;{]*)", Pattern.DOTALL);

  /** Each specification, and where the code is that it speaks of. */
  static List<Arguments> specifications() {
    return List.of(
        arguments("GroupCommit", List.of(WAL)),
        arguments("LogCrash", List.of(WAL)),
        arguments("BlinkTree", List.of(TREE, POOL)),
        arguments("Checkpoint", List.of(RECOVERY, TREE, POOL, WAL)),
        arguments("LatchOrder", List.of(TREE, POOL, RECOVERY, WAL)));
  }

  /** A method that a specification names; the action is empty if it is not the one that does it. */
  private record Named(String type, String method, String action) {}

  @ParameterizedTest
  @MethodSource("specifications")
  void shouldNameMethodsThatExist(String module, List<String> packages) throws IOException {
    List<Named> named = named(Files.readAllLines(Path.of("spec", module + ".tla")));
    List<Named> missing = new ArrayList<>();
    for (Named each : named) {
      String source = source(packages, each.type);
      if (source == null || !Sources.declaresMethod(source, each.method)) {
        missing.add(each);
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(named.size() >= 8, module + " names only " + named.size() + " methods");
  }

  @ParameterizedTest
  @MethodSource("specifications")
  void shouldBeNamedByItsMethods(String module, List<String> packages) throws IOException {
    List<Named> silent = new ArrayList<>();
    int actions = 0;
    for (Named each : named(Files.readAllLines(Path.of("spec", module + ".tla")))) {
      if (!each.action.isEmpty()) {
        actions++;
        String source = source(packages, each.type);
        if (source == null || !namesBack(source, each.method, module, each.action)) {
          silent.add(each);
        }
      }
    }
    assertEquals(List.of(), silent);
    assertTrue(actions >= 7, module + " has only " + actions + " actions with a method");
  }

  @Test
  void shouldReadWhatASpecificationNames() {
    List<Named> named =
        named(
            List.of(
                "\\* Pages.take, Pages.give: two",
                "\\* lines, Others.wake",
                "Take(t) ==",
                "  /\\ TRUE \\* Pages.look",
                "\\* About Nothing.here",
                "",
                "Give ==",
                "VARIABLE x"));
    assertEquals(
        List.of(
            new Named("Pages", "take", "Take"),
            new Named("Pages", "give", ""),
            new Named("Others", "wake", ""),
            new Named("Pages", "look", ""),
            new Named("Nothing", "here", "")),
        named);
  }

  @Test
  void shouldSeeWhetherAMethodNamesItsAction() {
    String source =
        """
        /** Takes.
         * M.tla: Take,
         * Give. */
        void take(int page) {
        }
        /** Others. N.tla: Look. */
        void look() {
        }
        """;
    assertTrue(namesBack(source, "take", "M", "Take"));
    assertTrue(namesBack(source, "take", "M", "Give"));
    assertFalse(namesBack(source, "take", "M", "Tak"));
    assertFalse(namesBack(source, "take", "N", "Take"));
    assertFalse(namesBack(source, "look", "M", "Take"));
    assertFalse(namesBack(source, "look", "M", "Look"));
  }

  /** All methods named in comments; a definition right below a comment has the first as its own. */
  private static List<Named> named(List<String> lines) {
    List<Named> named = new ArrayList<>();
    int first = -1;
    for (String line : lines) {
      Matcher defined = DEFINED.matcher(line);
      if (defined.find() && first >= 0) {
        Named method = named.get(first);
        named.set(first, new Named(method.type, method.method, defined.group(1)));
      }
      if (!line.startsWith("\\*")) {
        first = -1;
      }
      int comment = line.indexOf("\\*");
      Matcher matcher = NAMED.matcher(comment < 0 ? "" : line.substring(comment));
      while (matcher.find()) {
        first = comment == 0 && first < 0 ? named.size() : first;
        named.add(new Named(matcher.group(1), matcher.group(2), ""));
      }
    }
    return named;
  }

  /** Whether the Javadoc of a method, or of one of its overloads, names an action. */
  private static boolean namesBack(String source, String method, String module, String action) {
    Pattern names =
        Pattern.compile("\\b" + module + "\\.tla:[^.]*\\b" + action + "\\b", Pattern.DOTALL);
    Matcher javadoc = JAVADOC.matcher(source);
    while (javadoc.find()) {
      if (Sources.declaresMethod(javadoc.group(2), method)
          && names.matcher(javadoc.group(1)).find()) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String source(List<String> packages, String type) throws IOException {
    for (String inPackage : packages) {
      Path file = Path.of("..").resolve(inPackage).resolve(type + ".java");
      if (Files.exists(file)) {
        return Files.readString(file);
      }
    }
    return null;
  }
}
