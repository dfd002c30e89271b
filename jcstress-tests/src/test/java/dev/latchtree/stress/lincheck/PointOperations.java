package dev.latchtree.stress.lincheck;

import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.spi.LatchProtocol;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;

/**
 * What the checker runs, in stress mode: it cannot follow memory outside the heap step by step.
 *
 * <p>Pages are small and keys long: a leaf holds four to seven entries. The keys that the
 * operations are about lie between others that stay, on three leaves or so, and the values differ
 * in length, so within a scenario leaves are split and merged and values leave their leaf.
 */
final class PointOperations {

  /** Exit code: no run was found that breaks it. */
  static final int HOLDS = 0;

  /** Exit code: a counterexample, or a failure of the checker, is in the output. */
  static final int REFUTED = 10;

  private static final boolean SOAK = Boolean.getBoolean("latchtree.soak");

  private static final int PAGE = 4096;
  private static final int KEY_LENGTH = 500;
  private static final int STABLE = 10;
  private static final int STABLE_LENGTH = 250;

  /** By the value's number: short, large for a leaf, too large for one. */
  private static final int[] LENGTHS = {0, 10, 900, 3000};

  private PointOperations() {}

  /** Checks the class named by the only argument and ends the JVM with the verdict. */
  public static void main(String[] args) throws ClassNotFoundException {
    int verdict = HOLDS;
    try {
      check(Class.forName(args[0]));
    } catch (LincheckAssertionError refuted) {
      System.out.println(refuted.getMessage());
      verdict = REFUTED;
    }
    System.exit(verdict);
  }

  private static void check(Class<?> subject) {
    new StressOptions()
        .iterations(SOAK ? 200 : 8)
        .invocationsPerIteration(SOAK ? 10_000 : 500)
        .threads(2)
        .actorsPerThread(4)
        .actorsBefore(3)
        .actorsAfter(2)
        .minimizeFailedScenario(false)
        .sequentialSpecification(Model.class)
        .check(subject);
  }

  static Class<?> subject(LatchProtocol protocol) {
    return switch (protocol) {
      case COARSE_LOCK -> CoarseLock.class;
      case LATCH_COUPLING -> LatchCoupling.class;
      case BLINK -> Blink.class;
      case OPTIMISTIC_BLINK -> OptimisticBlink.class;
    };
  }

  /** One tree for all runs, emptied before each: pages come and go, the shape differs. */
  @Param(name = "key", gen = IntGen.class, conf = "1:3")
  @Param(name = "value", gen = IntGen.class, conf = "1:3")
  abstract static class Subject {

    private static @Nullable LatchStore store;

    private final LatchTree tree;

    Subject(LatchProtocol protocol) {
      tree = store(protocol).tree("tree");
      tree.clear();
      for (int i = 0; i < STABLE; i++) {
        tree.put(key(5, i), new byte[STABLE_LENGTH]);
      }
    }

    private static synchronized LatchStore store(LatchProtocol protocol) {
      LatchStore found = store;
      if (found == null) {
        found =
            LatchStore.inMemory(
                StoreOptions.builder().protocol(protocol).pageSize(PAGE).poolPages(512).build());
        store = found;
      }
      return found;
    }

    /** Those that the operations are about lie between the others. */
    private static byte[] key(int number, int family) {
      return ByteBuffer.allocate(KEY_LENGTH).putInt(family).put(400, (byte) number).array();
    }

    private static byte[] key(int number) {
      return key(number, 2 * number);
    }

    private static byte[] value(int number) {
      byte[] value = new byte[LENGTHS[number]];
      Arrays.fill(value, (byte) number);
      return value;
    }

    private static int number(byte @Nullable [] value) {
      if (value == null) {
        return 0;
      }
      int number = value[0];
      return Arrays.equals(value, value(number)) ? number : -1;
    }

    @Operation
    public int get(@Param(name = "key") int key) {
      return number(tree.get(key(key)));
    }

    @Operation
    public void put(@Param(name = "key") int key, @Param(name = "value") int value) {
      tree.put(key(key), value(value));
    }

    @Operation
    public int getAndPut(@Param(name = "key") int key, @Param(name = "value") int value) {
      return number(tree.getAndPut(key(key), value(value)));
    }

    @Operation
    public int putIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) {
      return number(putIfAbsent(tree, key(key), value(value)));
    }

    byte @Nullable [] putIfAbsent(LatchTree in, byte[] key, byte[] value) {
      return in.putIfAbsent(key, value);
    }

    @Operation
    public boolean remove(@Param(name = "key") int key) {
      return tree.remove(key(key));
    }

    @Operation
    public boolean compareAndSet(
        @Param(name = "key") int key,
        @Param(name = "value") int expected,
        @Param(name = "value") int value) {
      return tree.compareAndSet(key(key), value(expected), value(value));
    }
  }

  public static final class CoarseLock extends Subject {
    public CoarseLock() {
      super(LatchProtocol.COARSE_LOCK);
    }
  }

  public static final class LatchCoupling extends Subject {
    public LatchCoupling() {
      super(LatchProtocol.LATCH_COUPLING);
    }
  }

  public static final class Blink extends Subject {
    public Blink() {
      super(LatchProtocol.BLINK);
    }
  }

  public static final class OptimisticBlink extends Subject {
    public OptimisticBlink() {
      super(LatchProtocol.OPTIMISTIC_BLINK);
    }
  }

  /** Wrong: others may come between the two steps, and are let in. */
  public static final class TwoSteps extends Subject {
    public TwoSteps() {
      super(LatchProtocol.OPTIMISTIC_BLINK);
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // on two cores the other thread may need this one
    byte @Nullable [] putIfAbsent(LatchTree in, byte[] key, byte[] value) {
      byte[] there = in.get(key);
      if (there == null) {
        Thread.yield();
        in.put(key, value);
      }
      return there;
    }
  }

  /** What all of them must look like. */
  public static final class Model {

    private final Map<Integer, Integer> map = new HashMap<>();

    public int get(int key) {
      return map.getOrDefault(key, 0);
    }

    public void put(int key, int value) {
      map.put(key, value);
    }

    public int getAndPut(int key, int value) {
      Integer before = map.put(key, value);
      return before == null ? 0 : before;
    }

    public int putIfAbsent(int key, int value) {
      Integer before = map.putIfAbsent(key, value);
      return before == null ? 0 : before;
    }

    public boolean remove(int key) {
      return map.remove(key) != null;
    }

    public boolean compareAndSet(int key, int expected, int value) {
      return map.replace(key, expected, value);
    }
  }
}
