package dev.latchtree.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.spi.LatchProtocol;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A group of keys has located its leaves; before it latches them one is merged away, and its id is
 * given to a page farther left. A thread that holds a latch must not wait for that one (rule T1).
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StaleLeafTest {

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() == Thread.State.RUNNABLE || thread.getState() == Thread.State.NEW) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "COARSE_LOCK")
  void shouldNotWaitForAPageThatLiesFartherLeft(LatchProtocol protocol) throws Exception {
    SmallTree tree = new SmallTree(protocol).putAll(0, 60);
    // The second leaf is empty, the fourth holds one key.
    List<Integer> second = tree.keysWith(after(tree, 0));
    List<Integer> third = tree.keysWith(after(tree, second.get(0)));
    List<Integer> fourth = tree.keysWith(after(tree, third.get(0)));
    second.forEach(tree::removeWithoutMerge);
    fourth.stream().skip(1).forEach(tree::removeWithoutMerge);
    long stale = tree.pageOf(0, fourth.get(0));
    Request inSecond = request(tree, second.get(0));
    Request inFourth = request(tree, fourth.get(0));

    long page = tree.pageOf(0, second.get(0));
    Thread group;
    Thread merge;
    try (Visit visit = tree.tree.visit(false)) {
      visit.reserve(freeIds(tree)); // so that the next page freed is the next one used
      PageGuard held = visit.guard(Guards.WALK);
      held.fixShared(page, null);
      group = start(() -> GroupChange.make(List.of(inSecond, inFourth)));
      awaitWaiting(group); // for the second leaf; it has located both
      Thread others =
          start(
              () -> {
                tree.remove(fourth.get(0)); // the fourth leaf is merged into the third
                tree.splitWithoutPost(0, 0);
                tree.tree.contains(SmallTree.key(after(tree, 0))); // and posted
              });
      others.join();
      assertEquals(stale, tree.pageOf(0, after(tree, 0)));
      merge = start(() -> tree.tree.merge(0, SmallTree.key(second.get(0))));
      awaitWaiting(merge); // for the second leaf, and holds the page to the left of it
    }
    group.join(TimeUnit.SECONDS.toMillis(10));
    assertFalse(group.isAlive(), "the group and a merge wait for each other");
    merge.join();
    tree.put(second.get(0));
    tree.put(fourth.get(0));
    tree.requireSound();
    tree.requireAll();
    tree.close();
  }

  private static int freeIds(SmallTree tree) {
    int free = 0;
    for (long id = 1; id < tree.space.pool().highWater(); id++) {
      free += tree.space.pool().isPage(id) ? 0 : 1;
    }
    return free;
  }

  private static Request request(SmallTree tree, int number) {
    return new Request(tree.tree, SmallTree.key(number), SmallTree.value(number));
  }

  /** The first key behind the leaf that a key lies in. */
  private static int after(SmallTree tree, int number) {
    List<Integer> keys = tree.keysWith(number);
    return keys.get(keys.size() - 1) + 1;
  }
}
