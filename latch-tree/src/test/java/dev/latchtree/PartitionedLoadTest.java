package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One input for several trees, and what happens when something fails half-way. */
@ParameterizedClass
@EnumSource(names = {"MODEL", "OPTIMISTIC_BLINK"})
class PartitionedLoadTest {

  /** Far more than fits into what is between the threads. */
  private static final int MANY = 50_000;

  private final TestTrees trees;

  PartitionedLoadTest(TestTrees.Kind kind) {
    trees = kind.open();
  }

  @AfterEach
  void close() {
    trees.close();
  }

  private static Entry entry(int key) {
    return new Entry(Codecs.ints().encode(key), Codecs.ints().encode(-key));
  }

  private static Stream<Entry> entries(int count) {
    return IntStream.range(0, count).mapToObj(PartitionedLoadTest::entry);
  }

  private static void requireContent(LatchTree tree, int count) {
    Iterator<Entry> expected = entries(count).iterator();
    try (Cursor cursor = tree.cursor()) {
      while (cursor.next()) {
        assertEquals(expected.next(), cursor.entry());
      }
    }
    assertEquals(count, tree.count());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void shouldLoadAllPartitions(int partitions) {
    LatchTree tree = trees.partitioned(partitions);
    assertEquals(MANY, tree.load(entries(MANY).iterator(), 0.9));
    requireContent(tree, MANY);
  }

  @Test
  void shouldLoadNothing() {
    LatchTree tree = trees.partitioned(3);
    assertEquals(0, tree.load(entries(0).iterator(), 0.9));
    assertTrue(tree.isEmpty());
  }

  @Test
  void shouldRefuseATreeThatIsNotEmpty() {
    LatchTree tree = trees.partitioned(3);
    tree.put(new byte[] {1}, new byte[] {2});
    Iterator<Entry> input = entries(10).iterator();
    assertThrows(IllegalStateException.class, () -> tree.load(input, 0.9));
    assertEquals(entry(0), input.next());
    assertEquals(1, tree.count());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, MANY / 2, MANY - 1})
  void shouldKeepWhatComesBeforeAKeyOutOfOrder(int bad) {
    LatchTree tree = trees.partitioned(4);
    Iterator<Entry> input =
        Stream.concat(entries(MANY), Stream.of(entry(bad), entry(MANY + 1))).iterator();
    assertThrows(IllegalArgumentException.class, () -> tree.load(input, 0.9));
    requireContent(tree, MANY);
  }

  @Test
  void shouldPassOnWhatTheInputThrows() {
    LatchTree tree = trees.partitioned(4);
    for (Throwable thrown : List.of(new IllegalStateException("input"), new Error("input"))) {
      Iterator<Entry> input =
          entries(MANY)
              .peek(
                  entry -> {
                    if (entry.equals(entry(MANY / 2))) {
                      throwIt(thrown);
                    }
                  })
              .iterator();
      assertSame(thrown, assertThrows(thrown.getClass(), () -> tree.load(input, 0.9)));
      requireContent(tree, MANY / 2);
      tree.clear();
    }
  }

  private static void throwIt(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  @Test
  void shouldPassOnWhatAPartitionThrows() {
    RuntimeException full = new IllegalStateException("the pool is full");
    List<LatchTree> trees = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      trees.add(i == 2 ? failingAfter(1_000, full) : new ModelTree("t#" + i));
    }
    LatchTree tree = new PartitionedTree("t", trees, ModelTree::getAll);
    assertSame(
        full, assertThrows(RuntimeException.class, () -> tree.load(entries(MANY).iterator(), 1)));
  }

  /** A tree whose load reads so many entries and then fails. */
  private static LatchTree failingAfter(int entries, RuntimeException failure) {
    LatchTree tree = new ModelTree("failing");
    return (LatchTree)
        Proxy.newProxyInstance(
            LatchTree.class.getClassLoader(),
            new Class<?>[] {LatchTree.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("load")) {
                Iterator<?> input = (Iterator<?>) arguments[0];
                for (int i = 0; i < entries; i++) {
                  input.next();
                }
                throw failure;
              }
              return method.invoke(tree, arguments);
            });
  }

  @Test
  void shouldLoadAllThoughInterrupted() {
    LatchTree tree = trees.partitioned(3);
    Thread.currentThread().interrupt();
    assertEquals(MANY, tree.load(entries(MANY).iterator(), 0.9));
    assertTrue(Thread.interrupted());
    requireContent(tree, MANY);
  }
}
