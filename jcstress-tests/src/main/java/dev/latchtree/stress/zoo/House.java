package dev.latchtree.stress.zoo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The source tree and what Maven has made of it.
 *
 * @param home where the modules are
 * @param libraries for each module, what its tests need besides the classes of all modules
 */
public record House(Path home, Libraries libraries) {

  /** Modules that bugs may be in, and suites. */
  static final List<String> MODULES = List.of("buffer-pool", "wal", "latch-tree", "jcstress-tests");

  /** The module with the main class of the JVMs that suites run in. */
  private static final String OWN = "jcstress-tests";

  /** Where a module's libraries are said. */
  @FunctionalInterface
  public interface Libraries {

    /** Jars and directories that are needed to run the tests of a module. */
    List<Path> of(String module) throws IOException;
  }

  /** Libraries as {@code mvn dependency:build-classpath} has written them down. */
  public static Libraries written(Path home, String file) {
    return module -> split(Files.readString(home.resolve(module).resolve("target").resolve(file)));
  }

  /** A class path as a list. */
  static List<Path> split(String classPath) {
    return Arrays.stream(classPath.strip().split(Pattern.quote(File.pathSeparator)))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .toList();
  }

  /** What the sources of the engine are compiled against. */
  List<Path> compileClassPath() throws IOException {
    Set<Path> all = new LinkedHashSet<>();
    MODULES.forEach(module -> all.add(classes(module)));
    for (String module : MODULES) {
      all.addAll(libraries.of(module));
    }
    return List.copyOf(all);
  }

  /**
   * What the tests of a module run with.
   *
   * @throws IOException if something is missing that the build makes
   */
  List<Path> testClassPath(String module) throws IOException {
    if (!MODULES.contains(module)) {
      throw new IOException("no such module: " + module + "; there are " + MODULES);
    }
    Set<Path> all = new LinkedHashSet<>();
    all.add(testClasses(module));
    MODULES.forEach(one -> all.add(classes(one)));
    all.addAll(libraries.of(module));
    all.add(testClasses(OWN));
    all.addAll(libraries.of(OWN));
    List<Path> missing = new ArrayList<>();
    for (String one : List.of(module, OWN)) {
      if (!Files.isDirectory(testClasses(one))) {
        missing.add(testClasses(one));
      }
    }
    if (!missing.isEmpty()) {
      throw new IOException("not built: " + missing);
    }
    return List.copyOf(all);
  }

  Path directoryOf(String module) {
    return home.resolve(module);
  }

  private Path classes(String module) {
    return home.resolve(module).resolve("target").resolve("classes");
  }

  private Path testClasses(String module) {
    return home.resolve(module).resolve("target").resolve("test-classes");
  }
}
