package dev.latchtree.tree;

import dev.latchtree.buffer.PoolFullException;
import dev.latchtree.pagefile.PageFileFullException;
import java.lang.System.Logger.Level;
import java.util.Arrays;

/**
 * Does what is on a visit's list of repairs: after its own work is done and all its latches are let
 * go of. None of it is necessary for that work or for any other; a tree with repairs left undone is
 * legal, and whoever meets the place again does them. So a failure ends the repairs and not the
 * operation; one that is not for lack of memory or disk is told to the log.
 */
final class Repairs {

  private static final System.Logger LOG = System.getLogger("dev.latchtree.tree");

  /** Merges are given up to the queue after so many tries in the way of others. */
  private static final int MOST_TRIES = 3;

  /** No operation does more for others than this. */
  private static final int MOST_TASKS = 64;

  private final Visit visit;

  Repairs(Visit visit) {
    this.visit = visit;
  }

  /** Does all that is on the list, waiting for latches. */
  void doAll() {
    if (!visit.space.journal().isWritable()) {
      visit.repairs.clear();
      return;
    }
    try {
      for (int i = 0; i < MOST_TASKS && !visit.repairs.isEmpty(); i++) {
        doLast(MOST_TRIES);
      }
    } catch (RuntimeException e) {
      leaveUndone(e);
    }
    leaveTheRest();
  }

  private void leaveUndone(RuntimeException e) {
    visit.unfixAll();
    visit.tree.counters().repairLeft();
    if (!(e instanceof PoolFullException || e instanceof PageFileFullException)) {
      LOG.log(
          Level.WARNING, "a repair of tree %s was left to others".formatted(visit.tree.name()), e);
    }
  }

  /** Tries once what is on the list, waiting for nobody: what readers do. */
  void tryAll() {
    if (!visit.space.journal().isWritable()) { // then nobody does (rule T3)
      visit.repairs.clear();
      return;
    }
    visit.descent.onlyTry();
    try {
      while (!visit.repairs.isEmpty()) {
        RepairList.Task task = visit.repairs.last();
        if (task.isPost && visit.tryToAdmitShape()) {
          visit.target.key(task.key, task.keyLength);
          visit.separatorPost.tryPost(task.level);
          visit.unfixAll();
        }
        visit.repairs.done(task);
      }
    } catch (RuntimeException e) {
      leaveUndone(e);
    }
  }

  /** Does the task added last, or what has to be done before it. BlinkTree.tla: After. */
  private void doLast(int tries) {
    RepairList.Task task = visit.repairs.last();
    visit.target.key(task.key, task.keyLength);
    for (int i = 0; ; i++) {
      visit.admitShapes(1);
      visit.repairs.begin(task);
      Attempt ended = task.isPost ? visit.separatorPost.tryPost(task.level) : tryMerge(task);
      visit.unfixAll();
      switch (ended) {
        case DONE, NO_ROOM -> {
          visit.repairs.done(task);
          return;
        }
        case DONE_LATER -> {
          return;
        }
        case RESERVE -> visit.reserve(1);
        case AGAIN -> {
          if (!task.isPost && i >= tries && giveUp(task)) {
            visit.repairs.done(task);
            return;
          }
          visit.restart();
        }
      }
    }
  }

  /** Not while a group of keys waits for its leaves (rule T6). */
  private Attempt tryMerge(RepairList.Task task) {
    MergeGate gate = visit.space.mergeGate();
    if (!gate.tryEnter()) {
      return Attempt.AGAIN;
    }
    try {
      return visit.pageMerge.tryMerge(task.level);
    } finally {
      visit.unfixAll();
      gate.leave();
    }
  }

  private boolean giveUp(RepairList.Task task) {
    return visit.space.giveUp(visit.tree, task.level, Arrays.copyOf(task.key, task.keyLength));
  }

  private void leaveTheRest() {
    while (!visit.repairs.isEmpty()) {
      RepairList.Task task = visit.repairs.last();
      if (!task.isPost) {
        visit.space.leave(visit.tree, task.level, Arrays.copyOf(task.key, task.keyLength));
      }
      visit.repairs.done(task);
    }
  }

  /** Takes up a merge that was given up: waits for whatever is in the way. */
  void doMerge(int level, byte[] key) {
    MergeGate gate = visit.space.mergeGate();
    gate.enter();
    try {
      visit.repairs.addMerge(level, key, key.length);
      for (int i = 0; i < MOST_TASKS && !visit.repairs.isEmpty(); i++) {
        doLast(Integer.MAX_VALUE);
      }
    } finally {
      gate.leave();
    }
    leaveTheRest();
  }
}
