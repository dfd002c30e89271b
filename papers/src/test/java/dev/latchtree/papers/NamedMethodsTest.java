package dev.latchtree.papers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The methods that a specification names as those of its actions are there. */
class NamedMethodsTest {

  private static final String WAL = "wal/src/main/java/dev/latchtree/wal";
  private static final String TREE = "latch-tree/src/main/java/dev/latchtree/tree";
  private static final String POOL = "buffer-pool/src/main/java/dev/latchtree/buffer";

  /** {@code Class.method} in a comment line. */
  private static final Pattern NAMED = Pattern.compile("\\b([A-Z]\\w+)\\.([a-z]\\w+)");

  /** Each specification, and where the code is that it speaks of. */
  static List<Arguments> specifications() {
    return List.of(
        arguments("GroupCommit.tla", List.of(WAL)),
        arguments("LogCrash.tla", List.of(WAL)),
        arguments("BlinkTree.tla", List.of(TREE, POOL)));
  }

  @ParameterizedTest
  @MethodSource("specifications")
  void shouldNameMethodsThatExist(String specification, List<String> packages) throws IOException {
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (String line : Files.readAllLines(Path.of("spec", specification))) {
      int comment = line.indexOf("\\*");
      Matcher matcher = NAMED.matcher(comment < 0 ? "" : line.substring(comment));
      while (matcher.find()) {
        named++;
        if (!isThere(packages, matcher.group(1), matcher.group(2))) {
          missing.add(matcher.group());
        }
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(named >= 8, specification + " names only " + named + " methods");
  }

  private static boolean isThere(List<String> packages, String type, String method)
      throws IOException {
    for (String inPackage : packages) {
      Path file = Path.of("..").resolve(inPackage).resolve(type + ".java");
      if (Files.exists(file)) {
        return Pattern.compile("[\\w>\\]] " + method + "\\(")
            .matcher(Files.readString(file))
            .find();
      }
    }
    return false;
  }
}
