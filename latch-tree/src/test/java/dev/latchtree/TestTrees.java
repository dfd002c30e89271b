package dev.latchtree;

import java.util.ArrayList;
import java.util.List;

/** Where tests get empty trees from. What it gave is checked when it is closed. */
interface TestTrees extends AutoCloseable {

  /** What the trees are made of. */
  enum Kind {
    /** A sorted map of the JDK: nothing but the view is tested. */
    MODEL;

    TestTrees open() {
      return new Models();
    }
  }

  LatchTree tree();

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
}
