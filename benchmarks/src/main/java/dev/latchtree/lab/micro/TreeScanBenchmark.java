package dev.latchtree.lab.micro;

import dev.latchtree.Cursor;
import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.spi.LatchProtocol;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.Bytes;
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
 * What does a scan cost: to get to a random key, and on from there? Keys and values are copied out.
 *
 * <p>{@code ./lab jmh TreeScanBenchmark -prof gc}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TreeScanBenchmark {

  private static final long POOL_BYTES = 1L << 30;

  @Param LatchProtocol protocol;

  @Param({"1", "100"})
  int length;

  @Param("1000000")
  int entries;

  private LatchStore store;
  private LatchTree tree;

  @Setup
  public void setUp() {
    store =
        LatchStore.inMemory(
            StoreOptions.builder().protocol(protocol).poolBytes(POOL_BYTES).build());
    tree = store.tree("benchmark");
    try (TreeEntries filler = new TreeEntries(entries)) {
      filler.fill(tree);
    }
  }

  @TearDown
  public void tearDown() {
    store.close();
  }

  /** What a thread reuses. */
  @State(Scope.Thread)
  public static class Reused {
    private TreeEntries random;
    private Cursor cursor;
    private Bytes<?> target;

    @Setup
    public void setUp(TreeScanBenchmark benchmark) {
      random = new TreeEntries(benchmark.entries);
      cursor = benchmark.tree.cursor();
      target = Bytes.allocateElasticDirect(TreeEntries.VALUE);
    }

    @TearDown
    public void tearDown() {
      cursor.close();
      random.close();
      target.releaseLast();
    }
  }

  @Benchmark
  public long seekAndNext(Reused reused) {
    long copied = 0;
    int left = length;
    Cursor cursor = reused.cursor;
    for (boolean more = cursor.seek(reused.random.nextKeyArray());
        more && left > 0;
        more = --left > 0 && cursor.next()) {
      reused.target.clear();
      cursor.copyKey(reused.target);
      cursor.copyValue(reused.target);
      copied += reused.target.readRemaining();
    }
    return copied;
  }
}
