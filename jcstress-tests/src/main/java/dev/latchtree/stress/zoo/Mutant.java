package dev.latchtree.stress.zoo;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaCompiler.CompilationTask;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Classes with a bug: the few that a patch changes, compiled by themselves. */
final class Mutant {

  private static final String SOURCES = "src/main/java/";

  private Mutant() {}

  /**
   * Applies a bug to copies of the sources and compiles these against the classes of the build.
   *
   * @param directory an empty one, for the copies and the classes
   * @return where the classes are: what has to stand in front of a class path
   * @throws PatchException if the patch does not apply, or its result does not compile
   */
  static Path make(Bug bug, House house, Path directory) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (FilePatch patch : bug.files()) {
      sources.add(copyOf(patch, bug, house.home(), directory.resolve("sources")));
    }
    Path classes = Files.createDirectories(directory.resolve("classes"));
    compile(bug, sources, house, classes);
    return classes;
  }

  private static Path copyOf(FilePatch patch, Bug bug, Path home, Path sources) throws IOException {
    Path original = home.resolve(patch.path()).normalize();
    int inSources = patch.path().indexOf(SOURCES);
    if (inSources < 0 || !original.startsWith(home.normalize()) || !Files.exists(original)) {
      throw new PatchException(
          "%s: no source file of the engine: %s".formatted(bug.name(), patch.path()));
    }
    List<String> lines = patch.applyTo(Files.readAllLines(original), bug.name());
    Path copy = sources.resolve(patch.path().substring(inSources + SOURCES.length()));
    Files.createDirectories(copy.resolveSibling(""));
    return Files.write(copy, lines);
  }

  private static void compile(Bug bug, List<Path> sources, House house, Path classes)
      throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IOException("this Java has no compiler: the zoo needs a JDK");
    }
    String classPath =
        house.compileClassPath().stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> options =
        List.of("-d", classes.toString(), "-cp", classPath, "-proc:none", "-nowarn", "-parameters");
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      Iterable<? extends JavaFileObject> units = files.getJavaFileObjectsFromPaths(sources);
      CompilationTask task = compiler.getTask(said, files, null, options, null, units);
      if (!task.call()) {
        throw new PatchException("%s does not compile:%n%s".formatted(bug.name(), said));
      }
    }
  }
}
