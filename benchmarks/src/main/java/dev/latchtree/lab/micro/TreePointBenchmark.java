package dev.latchtree.lab.micro;

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
 * What does one get, one put cost, and how many bytes does it allocate? Random keys that are there,
 * through the methods that are to make no garbage.
 *
 * <p>{@code ./lab jmh TreePointBenchmark -prof gc -t 2}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TreePointBenchmark {

  private static final long POOL_BYTES = 1L << 30;

  @Param LatchProtocol protocol;

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
    private Bytes<?> target;

    @Setup
    public void setUp(TreePointBenchmark benchmark) {
      random = new TreeEntries(benchmark.entries);
      target = Bytes.allocateElasticDirect(TreeEntries.VALUE);
    }

    @TearDown
    public void tearDown() {
      random.close();
      target.releaseLast();
    }
  }

  @Benchmark
  public boolean get(Reused reused) {
    reused.target.clear();
    return tree.get(reused.random.nextKey(), reused.target);
  }

  @Benchmark
  public void put(Reused reused) {
    tree.put(reused.random.nextKey(), reused.random.value());
  }
}
