package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Threads that change the same few keys through a map: no change may be lost or made twice. */
@ParameterizedClass
@EnumSource
class MapAtomicityTest {

  private static final int THREADS = 4;
  private static final int STEPS = 5_000;
  private static final int KEYS = 3;

  private final long seed = TestSeed.of(this);
  private final TestTrees trees;
  private final ConcurrentNavigableMap<Integer, Long> map;

  MapAtomicityTest(TestTrees.Kind kind) {
    trees = kind.open();
    map = trees.tree().asMap(Codecs.ints(), Codecs.longs());
  }

  @AfterEach
  void close() {
    trees.close();
  }

  /** Runs it on all threads at once, and adds up what they return. */
  private long onAllThreads(Step step) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Callable<Long>> tasks = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        SplittableRandom random = new SplittableRandom(seed + thread);
        tasks.add(
            () -> {
              start.await();
              long sum = 0;
              for (int i = 0; i < STEPS; i++) {
                sum += step.run(random, random.nextInt(KEYS));
              }
              return sum;
            });
      }
      long sum = 0;
      for (Future<Long> result : threads.invokeAll(tasks)) {
        sum += result.get();
      }
      return sum;
    } finally {
      threads.shutdownNow();
    }
  }

  private interface Step {
    long run(SplittableRandom random, int key);
  }

  private long total() {
    return map.values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void shouldLoseNoIncrement() throws Exception {
    long added =
        onAllThreads(
            (random, key) -> {
              switch (random.nextInt(3)) {
                case 0 -> map.merge(key, 1L, Long::sum);
                case 1 -> map.compute(key, (k, v) -> v == null ? 1 : v + 1);
                default -> {
                  map.computeIfAbsent(key, k -> 0L);
                  map.computeIfPresent(key, (k, v) -> v + 1);
                }
              }
              return 1;
            });
    assertEquals((long) THREADS * STEPS, added);
    assertEquals(added, total());
  }

  /** Every value that goes in comes out once, whichever way. */
  @Test
  void shouldHandEachValueToOneThreadOnly() throws Exception {
    long balance =
        onAllThreads(
            (random, key) -> {
              long value = random.nextLong(1 << 20);
              return switch (random.nextInt(6)) {
                case 0 -> value - or0(map.put(key, value));
                case 1 -> map.putIfAbsent(key, value) == null ? value : 0;
                case 2 -> {
                  Long old = map.replace(key, value);
                  yield old == null ? 0 : value - old;
                }
                case 3 -> -or0(map.remove(key));
                case 4 -> {
                  Map.Entry<Integer, Long> polled = map.pollFirstEntry();
                  yield polled == null ? 0 : -polled.getValue();
                }
                default -> {
                  Long old = map.get(key);
                  yield old != null && map.replace(key, old, value) ? value - old : 0;
                }
              };
            });
    assertEquals(total(), balance);
  }

  private static long or0(@Nullable Long value) {
    return value == null ? 0 : value;
  }

  /** Goes to nought and up again while others remove what is nought. */
  @Test
  void shouldRemoveNoEntryThatChangedSinceItWasAsked() throws Exception {
    long added =
        onAllThreads(
            (random, key) -> {
              switch (random.nextInt(4)) {
                case 0 -> map.entrySet().removeIf(entry -> entry.getValue() == 0);
                case 1 -> map.values().removeIf(value -> value == 0);
                case 2 -> map.values().remove(0L);
                default -> {
                  long by = random.nextBoolean() ? 1 : -1;
                  map.merge(key, by, Long::sum);
                  return by;
                }
              }
              return 0;
            });
    assertEquals(added, total());
  }
}
