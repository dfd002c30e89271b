package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partitioned tree in its store: how it is opened, and what it does in common with others. */
class PartitionedStoreTest {

  private static final StoreOptions OPTIONS =
      StoreOptions.builder().pageSize(4096).poolPages(1024).build();

  private final LatchStore store = LatchStore.inMemory(OPTIONS);

  @AfterEach
  void close() {
    try (store) {
      store.verify().requireSound();
    }
  }

  private static byte[] key(int number) {
    return Codecs.ints().encode(number);
  }

  @Test
  void shouldBeTheSameTreeWhenOpenedAgain() {
    PartitionedTree.open(store, "t", 3).put(key(1), key(2));
    assertEquals(List.of("t#0", "t#1", "t#2"), store.trees());
    PartitionedTree again = PartitionedTree.open(store, "t", 3);
    assertArrayEquals(key(2), again.get(key(1)));
    assertEquals("t", again.name());
    assertEquals(store.tree("t#0").maxKeyLength(), again.maxKeyLength());
  }

  @Test
  void shouldRefuseAnotherNumberOfPartitions() {
    PartitionedTree.open(store, "t", 3);
    for (int partitions : new int[] {1, 2, 4}) {
      assertThrows(
          IllegalArgumentException.class, () -> PartitionedTree.open(store, "t", partitions));
    }
    assertThrows(IllegalArgumentException.class, () -> PartitionedTree.open(store, "u", 0));
    assertEquals(List.of("t#0", "t#1", "t#2"), store.trees());
  }

  @Test
  void shouldCompleteACreationThatWasCutOff() {
    store.tree("t#2");
    assertThrows(IllegalArgumentException.class, () -> PartitionedTree.open(store, "t", 2));
    assertTrue(PartitionedTree.open(store, "t", 3).isEmpty());
    assertEquals(List.of("t#0", "t#1", "t#2"), store.trees());
  }

  @Test
  void shouldRefuseATreeOfWhichPartsWereDropped() {
    PartitionedTree tree = PartitionedTree.open(store, "t", 3);
    for (int i = 0; i < 20; i++) {
      tree.put(key(i), key(i));
    }
    store.drop("t#1");
    assertThrows(IllegalStateException.class, () -> PartitionedTree.open(store, "t", 3));
    store.drop("t#0");
    assertThrows(IllegalStateException.class, () -> PartitionedTree.open(store, "t", 3));
    assertEquals(List.of("t#2"), store.trees());
  }

  @Test
  void shouldBeOpenedByManyAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 20; round++) {
        String name = "t" + round;
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          int partitions = 2 + i % 2;
          tasks.add(() -> opens(name, partitions));
        }
        int opened = 0;
        for (Future<Boolean> result : threads.invokeAll(tasks)) {
          opened += result.get() ? 1 : 0;
        }
        assertEquals(2, opened);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean opens(String name, int partitions) {
    try {
      PartitionedTree.open(store, name, partitions);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void shouldTakePartInABatch() {
    PartitionedTree tree = PartitionedTree.open(store, "t", 4);
    LatchTree other = store.tree("u");
    tree.put(key(-1), key(0));
    try (Batch batch = store.batch()) {
      for (int i = 0; i < 20; i++) {
        batch.put(tree, key(i), key(-i));
      }
      batch.put(other, key(1), key(1)).remove(tree, key(-1)).put(tree, key(3), key(7));
      assertEquals(22, batch.size());
      assertEquals(1, tree.count());
      batch.commit();
    }
    assertEquals(20, tree.count());
    assertFalse(tree.containsKey(key(-1)));
    assertArrayEquals(key(7), tree.get(key(3)));
    assertArrayEquals(key(1), other.get(key(1)));
  }

  @Test
  void shouldBeReadTogetherWithOtherTrees() {
    PartitionedTree tree = PartitionedTree.open(store, "t", 4);
    LatchTree other = store.tree("u");
    other.put(key(1), key(10));
    tree.put(key(1), key(11));
    tree.put(key(2), key(12));
    List<byte @Nullable []> values =
        store.getAll(List.of(other, tree, tree, other), List.of(key(1), key(1), key(2), key(2)));
    assertArrayEquals(key(10), values.get(0));
    assertArrayEquals(key(11), values.get(1));
    assertArrayEquals(key(12), values.get(2));
    assertNull(values.get(3));
  }

  /** Batches set all keys to one number; whoever reads them together sees one number. */
  @Test
  void shouldShowABatchAsAWhole() throws Exception {
    PartitionedTree tree = PartitionedTree.open(store, "t", 4);
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      keys.add(key(i));
      tree.put(key(i), key(0));
    }
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<?> writer = threads.submit(() -> setAll(tree, keys));
      do {
        List<byte @Nullable []> values = tree.getAll(keys);
        for (byte[] value : values) {
          assertArrayEquals(values.get(0), value);
        }
      } while (!writer.isDone());
      writer.get();
    } finally {
      threads.shutdownNow();
    }
    assertArrayEquals(key(1000), tree.get(key(5)));
  }

  private void setAll(LatchTree tree, List<byte[]> keys) {
    for (int number = 1; number <= 1000; number++) {
      try (Batch batch = store.batch()) {
        for (byte[] key : keys) {
          batch.put(tree, key, key(number));
        }
        batch.commit();
      }
    }
  }

  @Test
  void shouldRefuseUseOnceTheStoreIsClosed() {
    PartitionedTree tree;
    Cursor cursor;
    try (LatchStore closing = LatchStore.inMemory(OPTIONS)) {
      tree = PartitionedTree.open(closing, "t", 3);
      tree.put(key(1), key(1));
      tree.put(key(2), key(2));
      cursor = tree.cursor();
      assertTrue(cursor.next());
    }
    assertThrows(IllegalStateException.class, cursor::next);
    assertThrows(IllegalStateException.class, cursor::previous);
    assertThrows(IllegalStateException.class, cursor::first);
    assertThrows(IllegalStateException.class, cursor::last);
    assertThrows(IllegalStateException.class, () -> tree.get(key(1)));
    assertThrows(IllegalStateException.class, () -> tree.first());
    assertThrows(IllegalStateException.class, tree::stats);
  }

  @Test
  void shouldFindItsKeysInAFileAgain(@TempDir Path directory) {
    try (LatchStore stored = LatchStore.open(directory, OPTIONS)) {
      PartitionedTree tree = PartitionedTree.open(stored, "t", 5);
      for (int i = 0; i < 1000; i++) {
        tree.put(key(i), key(-i));
      }
    }
    try (LatchStore stored = LatchStore.open(directory, OPTIONS)) {
      assertThrows(IllegalArgumentException.class, () -> PartitionedTree.open(stored, "t", 4));
      PartitionedTree tree = PartitionedTree.open(stored, "t", 5);
      for (int i = 0; i < 1000; i++) {
        assertArrayEquals(key(-i), tree.get(key(i)));
      }
      assertEquals(1000, tree.count());
      stored.verify().requireSound();
    }
  }
}
