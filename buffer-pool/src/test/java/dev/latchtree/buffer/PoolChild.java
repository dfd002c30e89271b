package dev.latchtree.buffer;

import dev.latchtree.memory.MemoryRegion;
import dev.latchtree.pagefile.PageLayout;
import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.Storage;
import java.nio.file.Path;

/**
 * A program that embeds the pool, run in a JVM of its own by {@link PoolChildTest}: it works with a
 * file and prints one line.
 */
final class PoolChild {

  private static final int FRAMES = 32;
  private static final int PAGES = 4 * FRAMES;

  private PoolChild() {}

  public static void main(String[] args) throws Exception {
    PoolOptions options =
        PoolOptions.builder().pageSize(PageLayout.MIN_PAGE_SIZE).frames(FRAMES).build();
    long sum = 0;
    try (Storage storage = FileStorage.open(Path.of(args[0]))) {
      try (BufferPool pool = BufferPool.open(storage, Pages.FILE, options)) {
        Pages.createAll(pool, PAGES);
      }
      try (BufferPool pool = BufferPool.open(storage, Pages.FILE, options)) {
        for (long id = 1; id <= PAGES; id++) {
          sum += Pages.read(pool, id);
        }
      }
    }
    System.out.println(
        "sum "
            + sum
            + " windows "
            + hasWindows()
            + " temporary files in "
            + System.getProperty("java.io.tmpdir")
            + " given "
            + System.getProperty("test.given"));
  }

  private static boolean hasWindows() {
    try (MemoryRegion region = MemoryRegion.allocate(PageLayout.MIN_PAGE_SIZE)) {
      return region.view(0, 1) != null;
    }
  }
}
