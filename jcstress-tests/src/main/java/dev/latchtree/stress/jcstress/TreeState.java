package dev.latchtree.stress.jcstress;

import dev.latchtree.spi.LatchProtocol;

/** Two actors at a tree of their own. */
abstract class TreeState<R> extends TwoActors<R> {

  final StressTrees trees;
  final StressTree tree;

  /**
   * A tree that stays in memory.
   *
   * @param keys put in this order, with the old value
   */
  TreeState(LatchProtocol protocol, int... keys) {
    this(StressTrees.inMemory(protocol), keys);
  }

  TreeState(StressTrees trees, int... keys) {
    this.trees = trees;
    tree = trees.take();
    for (int key : keys) {
      tree.put(key, StressTree.OLD);
    }
  }

  @Override
  final void leave() {
    trees.giveBack(tree);
  }
}
