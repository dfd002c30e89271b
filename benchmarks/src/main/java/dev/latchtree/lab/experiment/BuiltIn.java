package dev.latchtree.lab.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The experiments that the lab brings along: the files of {@code benchmarks/experiments}, which are
 * packed with the classes.
 */
public final class BuiltIn {

  private static final String DIRECTORY = "experiments";

  /** One that is always there; by it the others are found, in a jar that lists no directories. */
  private static final String ONE = "compare";

  private BuiltIn() {}

  /** The one of this name, without the file's ending. */
  public static Optional<Experiment> find(String name) {
    try (InputStream text = BuiltIn.class.getResourceAsStream(resource(name))) {
      return text == null
          ? Optional.empty()
          : Optional.of(
              Experiment.parse(
                  DIRECTORY + "/" + name + Experiment.SUFFIX,
                  new String(text.readAllBytes(), UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resource(String name) {
    return "/" + DIRECTORY + "/" + name + Experiment.SUFFIX;
  }

  /** All names, in the order of the alphabet. */
  public static List<String> names() {
    URL one = BuiltIn.class.getResource(resource(ONE));
    if (one == null) {
      throw new IllegalStateException("the class path has no " + resource(ONE));
    }
    try {
      URI uri = one.toURI();
      if (!uri.getScheme().equals("jar")) {
        return names(Path.of(uri).resolveSibling("."));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return names(jar.getPath("/" + DIRECTORY));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class path that is none: " + one, e);
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(Experiment.SUFFIX))
          .map(name -> name.substring(0, name.length() - Experiment.SUFFIX.length()))
          .sorted()
          .toList();
    }
  }
}
