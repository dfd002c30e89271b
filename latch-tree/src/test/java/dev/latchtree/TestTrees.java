package dev.latchtree;

import dev.latchtree.spi.LatchProtocol;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Where tests get empty trees from. What it gave is checked when it is closed. */
interface TestTrees extends AutoCloseable {

  /** What the trees are made of. */
  enum Kind {
    /** A sorted map of the JDK: nothing but the view is tested. */
    MODEL,
    COARSE_LOCK,
    LATCH_COUPLING,
    BLINK,
    OPTIMISTIC_BLINK;

    TestTrees open() {
      return this == MODEL ? new Models() : new Stored(LatchProtocol.valueOf(name()));
    }
  }

  /** An empty tree, good until many more were asked for. */
  LatchTree tree();

  /** An empty tree, of fifty partitions at most. */
  PartitionedTree partitioned(int partitions);

  @Override
  void close();

  /** Plain models. */
  final class Models implements TestTrees {

    @Override
    public LatchTree tree() {
      return new ModelTree("t");
    }

    @Override
    public PartitionedTree partitioned(int partitions) {
      List<LatchTree> trees = new ArrayList<>();
      PartitionNames.of("t", partitions).forEach(name -> trees.add(new ModelTree(name)));
      return new PartitionedTree("t", trees, ModelTree::getAll);
    }

    @Override
    public void close() {}
  }

  /** Trees of a store in memory, on small pages. The oldest come back, emptied. */
  final class Stored implements TestTrees {

    private static final int KEPT = 64;

    private final LatchStore store;
    private final ArrayDeque<LatchTree> given = new ArrayDeque<>();

    Stored(LatchProtocol protocol) {
      store =
          LatchStore.inMemory(
              StoreOptions.builder().protocol(protocol).pageSize(4096).poolPages(4096).build());
    }

    @Override
    public LatchTree tree() {
      LatchTree tree = given.size() < KEPT ? store.tree("t" + given.size()) : given.remove();
      given.add(tree);
      tree.clear();
      return tree;
    }

    @Override
    public PartitionedTree partitioned(int partitions) {
      List<LatchTree> trees = new ArrayList<>();
      for (int i = 0; i < partitions; i++) {
        trees.add(tree());
      }
      return new PartitionedTree("p", trees, store::getAll);
    }

    @Override
    public void close() {
      try (store) {
        store.verify().requireSound();
      }
    }
  }
}
