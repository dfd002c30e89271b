package dev.latchtree.lab.micro;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.buffer.Replacement;
import dev.latchtree.buffer.Reservation;
import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.PageLayout;
import dev.latchtree.storage.FileStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does a page access cost when there are ten times more pages than frames? Uniform random, so
 * nine of ten accesses miss; the file is in the operating system's cache, so this is the pool's own
 * cost and a system call, not the device's.
 *
 * <p>{@code ./lab jmh PageMissBenchmark -t 2}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PageMissBenchmark {

  private static final int PAGES = 40_000;
  private static final int FRAMES = PAGES / 10;
  private static final int WRITE_PERCENT = 5;

  @Param Replacement replacement;

  private Path directory;
  private FileStorage storage;
  private BufferPool pool;
  private long[] ids;

  @Setup
  public void setUp() throws IOException {
    directory = Files.createTempDirectory("latchtree-miss");
    storage = FileStorage.open(directory);
    pool =
        BufferPool.open(
            storage,
            "pages",
            PoolOptions.builder()
                .pageSize(PageLayout.MIN_PAGE_SIZE)
                .frames(FRAMES)
                .replacement(replacement)
                .build());
    ids = new long[PAGES];
    for (int i = 0; i < PAGES; i++) {
      try (Operation operation = pool.begin();
          Reservation room = operation.reserve(1)) {
        PageGuard page = operation.guard(0);
        page.fixNew(room);
        ids[i] = page.pageId();
      }
    }
    pool.flush();
  }

  @TearDown
  public void tearDown() throws IOException {
    pool.close();
    storage.delete("pages");
    storage.close();
    Files.delete(directory);
  }

  /** Which page comes next; own to each thread. */
  @State(Scope.Thread)
  public static class Dice {
    private final SplittableRandom random = new SplittableRandom();
  }

  @Benchmark
  public long read(Dice dice) {
    try (Operation operation = pool.begin()) {
      PageGuard page = operation.guard(0);
      page.fixShared(ids[dice.random.nextInt(PAGES)], null);
      return Memory.getLong(page.page(), PageLayout.HEADER_SIZE);
    }
  }

  @Benchmark
  public long readAndWrite(Dice dice) {
    try (Operation operation = pool.begin()) {
      PageGuard page = operation.guard(0);
      page.fixExclusive(ids[dice.random.nextInt(PAGES)], null);
      if (dice.random.nextInt(100) < WRITE_PERCENT) {
        page.markDirty();
        Memory.putLong(page.page(), PageLayout.HEADER_SIZE, dice.random.nextLong());
      }
      return Memory.getLong(page.page(), PageLayout.HEADER_SIZE);
    }
  }
}
