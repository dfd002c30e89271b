package dev.latchtree.lab.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A directory for one run, removed with all that is in it when the run is over, or when the JVM is
 * told to stop (Ctrl-C).
 */
public final class Scratch implements AutoCloseable {

  /** While the JVM stops, other threads may still make files. */
  private static final int ATTEMPTS = 20;

  private final Path path;
  private final Thread hook;

  private Scratch(Path path) {
    this.path = path;
    hook = new Thread(this::removeQuietly, "lab-scratch-removal");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Makes one.
   *
   * @param parent where, or {@code null} for the system's directory of temporary files
   */
  public static Scratch in(@Nullable Path parent, String prefix) throws IOException {
    return new Scratch(
        parent == null
            ? Files.createTempDirectory(prefix)
            : Files.createTempDirectory(parent, prefix));
  }

  public Path path() {
    return path;
  }

  /** A directory in it that does not exist yet. */
  public Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() throws IOException {
    remove(path);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // then the hook runs, and finds nothing
    }
  }

  private void removeQuietly() {
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        remove(path);
        return;
      } catch (IOException | UncheckedIOException e) {
        // somebody has made a file meanwhile
      }
    }
  }

  /** Removes a directory with all that is in it, if it exists. */
  public static void remove(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
