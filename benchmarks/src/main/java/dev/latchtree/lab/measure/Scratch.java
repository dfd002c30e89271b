package dev.latchtree.lab.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A directory for one run, removed with all that is in it when the run is over, or when the JVM is
 * told to stop (Ctrl-C).
 */
public final class Scratch implements AutoCloseable {

  private final Path path;
  private final Thread hook;
  private final Stopping stopping = new Stopping();
  private volatile Runnable lastWords = () -> {};

  private Scratch(Path path) {
    this.path = path;
    hook = new Thread(this::removeWhileOthersWrite, "lab-scratch-removal");
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

  /** Whether the JVM has been told to stop. */
  public Stopping stopping() {
    return stopping;
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

  /**
   * Says what is done when the JVM is told to stop, before the directory is removed; nothing of it
   * happens when the run is simply over.
   */
  public void beforeStopping(Runnable words) {
    lastWords = words;
  }

  /**
   * Removes it while other threads may still make files in it. Under its new name they do not find
   * it; only who had found it before may make one more, hence the second attempt.
   */
  private void removeWhileOthersWrite() {
    stopping.say();
    try {
      lastWords.run();
    } finally {
      remove();
    }
  }

  private void remove() {
    try {
      Path aside = path.resolveSibling(path.getFileName() + "-removed");
      Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
      try {
        remove(aside);
      } catch (DirectoryNotEmptyException oneMore) {
        remove(aside);
      }
    } catch (NoSuchFileException gone) {
      // it was closed at this moment
    } catch (IOException | UncheckedIOException e) {
      System.err.println("lab: cannot remove " + path + ": " + e);
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
