package dev.latchtree.lab.micro;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.EntrySize;
import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.buffer.Reservation;
import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.PageLayout;
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
 * What does the way through the page table cost, against reading the page where it lies? Random
 * pages of a pool that holds them all, with each layout of the table.
 *
 * <p>{@code ./lab jmh ResidentFixBenchmark -t 2}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ResidentFixBenchmark {

  private static final int PAGES = 40_000;

  @Param EntrySize entries;

  private BufferPool pool;
  private long[] ids;
  private long[] addresses;

  @Setup
  public void setUp() {
    pool =
        BufferPool.inMemory(
            PoolOptions.builder()
                .pageSize(PageLayout.MIN_PAGE_SIZE)
                .frames(PAGES)
                .entrySize(entries)
                .build());
    ids = new long[PAGES];
    addresses = new long[PAGES];
    for (int i = 0; i < PAGES; i++) {
      try (Operation operation = pool.begin();
          Reservation room = operation.reserve(1)) {
        PageGuard page = operation.guard(0);
        page.fixNew(room);
        ids[i] = page.pageId();
        addresses[i] = page.page();
        Memory.putLong(page.page(), PageLayout.HEADER_SIZE, i);
      }
    }
  }

  @TearDown
  public void tearDown() {
    pool.close();
  }

  /** A cheap random walk and an operation that stays open; own to each thread. */
  @State(Scope.Thread)
  public static class Walker {
    private long state = Thread.currentThread().getId() * 0x9E37_79B9_7F4A_7C15L + 1;
    private Operation operation;

    @Setup
    public void setUp(ResidentFixBenchmark benchmark) {
      operation = benchmark.pool.begin();
    }

    @TearDown
    public void tearDown() {
      operation.close();
    }

    int next() {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      return (int) (((state >>> 32) * PAGES) >>> 32);
    }
  }

  @Benchmark
  public long bareRead(Walker walker) {
    return Memory.getLong(addresses[walker.next()], PageLayout.HEADER_SIZE);
  }

  @Benchmark
  public long optimisticFix(Walker walker) {
    PageGuard page = walker.operation.guard(0);
    long value;
    do {
      page.unfix();
      page.fixOptimistic(ids[walker.next()]);
      value = Memory.getLong(page.page(), PageLayout.HEADER_SIZE);
    } while (!page.validate());
    page.unfix();
    return value;
  }

  @Benchmark
  public long sharedFix(Walker walker) {
    PageGuard page = walker.operation.guard(0);
    page.fixShared(ids[walker.next()], null);
    long value = Memory.getLong(page.page(), PageLayout.HEADER_SIZE);
    page.unfix();
    return value;
  }

  @Benchmark
  public long beginAndFix(Walker walker) {
    try (Operation operation = pool.begin()) {
      PageGuard page = operation.guard(0);
      page.fixOptimistic(ids[walker.next()]);
      return Memory.getLong(page.page(), PageLayout.HEADER_SIZE);
    }
  }
}
