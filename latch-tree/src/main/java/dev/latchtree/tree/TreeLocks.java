package dev.latchtree.tree;

import java.util.ArrayList;
import java.util.List;

/** Takes the locks of several trees, in the order of their ids. */
final class TreeLocks {

  private TreeLocks() {}

  /**
   * Runs something under the locks of all trees of some requests.
   *
   * @param ordered in latch order
   */
  static void with(List<Request> ordered, boolean toWrite, Runnable work) {
    List<TreeLock> held = new ArrayList<>();
    try {
      Tree last = null;
      for (Request request : ordered) {
        if (request.tree != last) {
          last = request.tree;
          last.lock().lock(toWrite);
          held.add(last.lock());
        }
      }
      work.run();
    } finally {
      for (int i = held.size() - 1; i >= 0; i--) {
        held.get(i).unlock(toWrite);
      }
    }
  }
}
