package dev.latchtree.stress.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.buffer.Reservation;
import dev.latchtree.change.ChangeApplier;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.change.ChangeRecord;
import dev.latchtree.node.Range;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who waits against the order closes a cycle, though nobody ever waits for long here. */
class LatchOrderTest {

  private static final int PAGE = 4096;

  private BufferPool pool;
  private long parent;
  private long left;
  private long right;
  private long otherTree;

  @BeforeEach
  void makePages() {
    pool = BufferPool.inMemory(PoolOptions.builder().pageSize(PAGE).frames(64).build());
    parent = node(7, 1, "");
    left = node(7, 0, "");
    right = node(7, 0, "m");
    otherTree = node(8, 0, "");
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private long node(int tree, int level, String low) {
    try (Operation operation = pool.begin();
        Reservation reserved = operation.reserve(1)) {
      PageGuard page = operation.guard(0);
      page.fixNew(reserved);
      byte[] fence = low.getBytes(StandardCharsets.US_ASCII);
      Range range = new Range(PAGE).setAll().setLow(fence, fence.length);
      ChangeRecord record = new ChangeRecord(PAGE);
      record
          .begin(ChangeKind.CREATE_TREE)
          .createNode(page.pageId(), tree, level, range, 0, page.page(), 0, 0);
      new ChangeApplier(PAGE).apply(record.bytes(), ChangeApplier.firstPart(), page.page());
      return page.pageId();
    }
  }

  /** Gets one page after the other, and keeps them all until it has them. */
  private void hold(long... ids) {
    try (Operation operation = pool.begin()) {
      for (int i = 0; i < ids.length; i++) {
        assertTrue(operation.guard(i).fixExclusive(ids[i], null));
      }
    }
  }

  @Test
  void shouldBeContentWithWhoGoesDownAndRight() {
    try (LatchOrder order = LatchOrder.record()) {
      hold(parent, left, right, otherTree);
      order.requireNoCycle();
      assertEquals(3, order.size(), order.describe());
      assertTrue(order.describe().contains("level 1 -> level 0"), order.describe());
      assertTrue(order.describe().contains("level 0 left -> level 0 right"), order.describe());
      assertTrue(order.describe().contains("tree left -> tree right"), order.describe());
    }
  }

  @Test
  void shouldSeeWhoGoesUp() {
    try (LatchOrder order = LatchOrder.record()) {
      hold(parent, right);
      order.requireNoCycle();
      hold(left, parent);
      assertThrows(AssertionError.class, order::requireNoCycle);
      assertEquals(2, order.cycle().size());
    }
  }

  @Test
  void shouldSeeWhoGoesLeft() {
    try (LatchOrder order = LatchOrder.record()) {
      hold(left, right);
      hold(right, left);
      assertEquals(List.of("level 0 left", "level 0 right"), order.cycle());
    }
  }

  @Test
  void shouldSeeWhoGoesBackToALowerTree() {
    try (LatchOrder order = LatchOrder.record()) {
      hold(left, otherTree);
      order.requireNoCycle();
      hold(otherTree, right);
      assertThrows(AssertionError.class, order::requireNoCycle);
    }
  }

  @Test
  void shouldNotCountWhoOnlyTries() {
    try (LatchOrder order = LatchOrder.record();
        Operation operation = pool.begin()) {
      assertTrue(operation.guard(0).fixExclusive(right, null));
      assertTrue(operation.guard(1).tryFixExclusive(left));
      assertEquals(0, order.size());
    }
  }

  @Test
  void shouldEndWhenItIsClosed() {
    LatchOrder order = LatchOrder.record();
    order.close();
    hold(left, right);
    assertEquals(0, order.size());
  }
}
