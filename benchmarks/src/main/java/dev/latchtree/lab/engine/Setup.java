package dev.latchtree.lab.engine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an engine is given.
 *
 * @param mode what it does with its entries
 * @param directory its own: empty, or with what the same engine has left there in another mode that
 *     writes files; null exactly if the mode is {@link Mode#MEMORY}
 * @param cacheBytes memory for pages, or for what it calls a cache; without meaning for those whose
 *     entries live on the heap, or in the page cache of the operating system
 * @param shape of its entries
 */
public record Setup(Mode mode, @Nullable Path directory, long cacheBytes, Shape shape) {

  public Setup {
    if ((mode == Mode.MEMORY) != (directory == null)) {
      throw new IllegalArgumentException(
          "a directory is for what is written to files: " + mode + ", " + directory);
    }
  }

  /** In memory, with entries of the {@link Shape#USUAL usual shape}. */
  public static Setup inMemory(long cacheBytes) {
    return new Setup(Mode.MEMORY, null, cacheBytes, Shape.USUAL);
  }

  Path requireDirectory() {
    if (directory == null) {
      throw new IllegalStateException("there is no directory in memory");
    }
    return directory;
  }
}
