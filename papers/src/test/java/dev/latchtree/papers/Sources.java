package dev.latchtree.papers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The sources of the engine and of its tests: whether what a text names is there. */
final class Sources {

  private static final Path ROOT = Path.of("..");

  private static final List<String> MODULES =
      List.of("buffer-pool", "wal", "latch-tree", "jcstress-tests", "benchmarks");

  private static final List<String> TREES = List.of("src/main/java", "src/test/java");

  private Sources() {}

  /** The source of a class by its full name; null if no module has it. */
  static @Nullable String ofClass(String name) throws IOException {
    String path = name.replace('.', '/') + ".java";
    for (String module : MODULES) {
      for (String tree : TREES) {
        Path file = ROOT.resolve(module).resolve(tree).resolve(path);
        if (Files.exists(file)) {
          return Files.readString(file);
        }
      }
    }
    return null;
  }

  /**
   * Whether a method of this name is declared in a source; that it is called there is not enough.
   */
  static boolean declaresMethod(String source, String name) {
    return Pattern.compile("(?<![\\w.])(?!return |throw |new |else )[\\w.<>,?\\]]+ " + name + "\\(")
        .matcher(source)
        .find();
  }

  /** Whether a constant of this name is declared in a source, of an enum or static. */
  static boolean declaresConstant(String source, String name) {
    return Pattern.compile("^ +(?:[\\w<>]+ )*" + name + "(?: =|[,;({ ]|$)", Pattern.MULTILINE)
        .matcher(source)
        .find();
  }
}
