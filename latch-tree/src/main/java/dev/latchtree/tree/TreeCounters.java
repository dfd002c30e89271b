package dev.latchtree.tree;

import java.util.concurrent.atomic.LongAdder;

/** What happened in a tree; all of it is rare. */
final class TreeCounters {

  private final LongAdder restarts = new LongAdder();
  private final LongAdder rightMoves = new LongAdder();
  private final LongAdder splits = new LongAdder();
  private final LongAdder merges = new LongAdder();
  private final LongAdder posts = new LongAdder();
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

  long repairsLeft() {
    return repairsLeft.sum();
  }
}
