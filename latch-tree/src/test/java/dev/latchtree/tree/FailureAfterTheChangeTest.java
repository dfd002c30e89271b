package dev.latchtree.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.SplitPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What fails after a leaf was changed must not undo what the leaf refers to. */
class FailureAfterTheChangeTest {

  private static final int PAGE_SIZE = 4096;

  /** The codes of changes in records, see the change package. */
  private static final byte POST = 5;

  private static final byte FREE_OVERFLOW = 11;

  private int refused;
  private byte failing;

  private Tree open() {
    BufferPool pool =
        BufferPool.inMemory(
            PoolOptions.builder().pageSize(PAGE_SIZE).frames(256).guards(16).build());
    Journal journal =
        (record, length) -> {
          if (record[0] == failing) {
            failing = 0; // once
            refused++;
            throw new IllegalStateException("the journal refuses this record");
          }
          return 0;
        };
    TreeSpace space =
        new TreeSpace(pool, journal, LatchProtocol.OPTIMISTIC_BLINK, SplitPolicy.MIDDLE, false);
    return new Tree(space, "t", 7, Tree.create(space, 7));
  }

  @Test
  void aLongValueStaysThoughTheRepairsAfterItFail() {
    Tree tree = open();
    byte[] large = new byte[3 * PAGE_SIZE];
    for (int i = 0; i < 400 && refused == 0; i++) {
      byte[] key = bytes("key " + (1000 + i));
      failing = POST;
      tree.put(key, large.clone()); // its repairs are others' business, too
      failing = 0;
      if (refused == 0) {
        tree.put(key, bytes("short again"));
      }
    }
    assertTrue(refused > 0, "no post was tried");
    assertEquals(List.of(), problems(tree));
  }

  @Test
  void aLongValueStaysThoughTheOldOneCannotBeFreed() {
    Tree tree = open();
    byte[] key = bytes("key");
    tree.put(key, new byte[3 * PAGE_SIZE]);
    byte[] large = new byte[3 * PAGE_SIZE];
    large[0] = 1;
    failing = FREE_OVERFLOW;
    assertThrows(IllegalStateException.class, () -> tree.put(key, large));
    assertEquals(List.of(), problems(tree));
    assertArrayEquals(large, tree.get(key));
  }

  @Test
  void anOperationThatHasBegunIsNotRefusedWhenItBeginsAgain() {
    Tree tree = open();
    try (Visit visit = tree.visit(true)) {
      tree.refuse("the store is closed");
      visit.restart(); // as any operation does that somebody is in the way of (rule C1)
    }
  }

  private static List<String> problems(Tree tree) {
    List<String> problems = new ArrayList<>();
    TreeCheck.check(
        tree,
        (name, page, cell, invariant, found) -> problems.add(invariant + ": " + found),
        new BitSet());
    return problems;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
