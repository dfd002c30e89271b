package dev.latchtree.example;

import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.spi.LatchProtocol;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same threads on the same pages, under one protocol after the other. */
public final class ProtocolExperiment {

  private static final int THREADS = 2;
  private static final int PUTS = 200_000;

  private ProtocolExperiment() {}

  /** Prints a line for each protocol. */
  public static void main(String[] args) throws Exception {
    for (LatchProtocol protocol : LatchProtocol.values()) {
      System.out.printf("%-17s %,12d puts/s%n", protocol, putsPerSecond(protocol, PUTS));
    }
  }

  static long putsPerSecond(LatchProtocol protocol, int puts) throws Exception {
    StoreOptions options = StoreOptions.builder().protocol(protocol).poolBytes(256 << 20).build();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (LatchStore store = LatchStore.inMemory(options)) {
      LatchTree tree = store.tree("experiment");
      List<Callable<Void>> work = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom keys = new SplittableRandom(i);
        work.add(() -> put(tree, keys, puts));
      }
      long start = System.nanoTime();
      for (Future<Void> each : threads.invokeAll(work)) {
        each.get();
      }
      long nanos = System.nanoTime() - start;
      store.verify().requireSound();
      return THREADS * (long) puts * 1_000_000_000 / nanos;
    } finally {
      threads.shutdown();
    }
  }

  private static Void put(LatchTree tree, SplittableRandom keys, int puts) {
    byte[] value = new byte[100];
    for (int i = 0; i < puts; i++) {
      tree.put(ByteBuffer.allocate(Long.BYTES).putLong(keys.nextLong()).array(), value);
    }
    return null;
  }
}
