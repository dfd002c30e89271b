package dev.latchtree.papers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The methods that a specification names as those of its actions are there. */
class NamedMethodsTest {

  private static final Path CODE =
      Path.of("..", "wal", "src", "main", "java", "dev", "latchtree", "wal");

  /** {@code Class.method} in a comment line. */
  private static final Pattern NAMED = Pattern.compile("\\b([A-Z]\\w+)\\.([a-z]\\w+)");

  @ParameterizedTest
  @ValueSource(strings = {"GroupCommit.tla", "LogCrash.tla"})
  void shouldNameMethodsThatExist(String specification) throws IOException {
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (String line : Files.readAllLines(Path.of("spec", specification))) {
      int comment = line.indexOf("\\*");
      Matcher matcher = NAMED.matcher(comment < 0 ? "" : line.substring(comment));
      while (matcher.find()) {
        named++;
        Path file = CODE.resolve(matcher.group(1) + ".java");
        boolean found =
            Files.exists(file)
                && Pattern.compile("[\\w>\\]] " + matcher.group(2) + "\\(")
                    .matcher(Files.readString(file))
                    .find();
        if (!found) {
          missing.add(matcher.group());
        }
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(named >= 8, specification + " names only " + named + " methods");
  }
}
