package dev.latchtree.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.LatchProtocol;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Merges that somebody leaves to others, like those behind a batch, are made by them (rule T3). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GivenUpMergeTest {

  private static final int KEYS = 100;
  private static final int FIRST = 20;
  private static final int LAST = 60;

  @ParameterizedTest
  @EnumSource
  void shouldBeMadeWhenTheTreeIsTidied(LatchProtocol protocol) {
    try (SmallTree tree = new SmallTree(protocol).putAll(0, KEYS)) {
      long leaves = leaves(tree);
      List<Request> removals = new ArrayList<>();
      for (int i = FIRST; i < LAST; i++) {
        removals.add(new Request(tree.tree, SmallTree.key(i), null));
      }
      for (int from = 0; from < removals.size(); from += 10) {
        GroupChange.make(removals.subList(from, from + 10));
      }
      assertEquals(leaves, leaves(tree));
      assertTrue(tree.space.waitingMerges() > 0, "nothing was left to others");
      tree.space.tidy();
      assertEquals(0, tree.space.waitingMerges());
      assertTrue(leaves(tree) < leaves, "the emptied leaves are still there");
      assertEquals(List.of(), tree.problems());
    }
  }

  private static long leaves(SmallTree tree) {
    return TreeShape.of(tree.tree).get(1).pages();
  }
}
