package dev.latchtree.tree;

import java.util.concurrent.atomic.LongAdder;

/** What happened in a tree; all of it is rare. */
final class TreeCounters {

  private final LongAdder restarts = new LongAdder();
  private final LongAdder rightMoves = new LongAdder();
  private final LongAdder splits = new LongAdder();
  private final LongAdder merges = new LongAdder();
  private final LongAdder posts = new LongAdder();
  private final LongAdder grown = new LongAdder();
  private final LongAdder shrunk = new LongAdder();
  private final LongAdder repairsLeft = new LongAdder();

  void restarted() {
    restarts.increment();
  }

  void movedRight(int moves) {
    rightMoves.add(moves);
  }

  void split() {
    splits.increment();
  }

  void merged() {
    merges.increment();
  }

  void posted() {
    posts.increment();
  }

  void grown() {
    grown.increment();
  }

  void shrunk() {
    shrunk.increment();
  }

  /** A repair found no memory or no disk. */
  void repairLeft() {
    repairsLeft.increment();
  }

  long restarts() {
    return restarts.sum();
  }

  long rightMoves() {
    return rightMoves.sum();
  }

  long splits() {
    return splits.sum();
  }

  long merges() {
    return merges.sum();
  }

  long posts() {
    return posts.sum();
  }

  /** Changes of the tree's shape: if they are none, it is the same as before. */
  long shapeChanges() {
    return splits.sum() + merges.sum() + posts.sum() + grown.sum() + shrunk.sum();
  }
}
