package dev.latchtree.tree;

import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.buffer.Reservation;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import dev.latchtree.node.Range;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One operation of one thread on a tree, with all the memory it needs: what it looks for, where it
 * is, what it changes. Begun with {@link Tree#visit}, ended by {@link #close}, which lets go of
 * everything. Its objects belong to an {@link Operation} of the pool and are used again with it, so
 * that visits make no garbage.
 */
final class Visit implements AutoCloseable {

  private static final byte[] NOTHING = {};
  private static final int LARGEST_KEPT = 1 << 20;

  final TreeSpace space;
  final int pageSize;
  final Target target;
  final RepairList repairs;
  final Descent descent;
  final Range range;
  final Change change;
  final Edit edit;
  final RootChange rootChange;
  final PageSplit pageSplit;
  final SeparatorPost separatorPost;
  final PageMerge pageMerge;
  final LeafChange leafChange;
  final LeafRead leafRead;
  final Chains chains;

  /** For a separator or fence on its way from one page to another. */
  final byte[] separator;

  /** For what comes from users' buffers. */
  byte[] key = NOTHING;

  byte[] value = NOTHING;

  Tree tree;
  private final Operation operation;
  private final Repairs work;
  private @Nullable Reservation reservation;
  private TreeLock lock = TreeLock.NONE;
  private boolean toWrite;

  Visit(Tree tree, Operation operation) {
    this.tree = tree;
    this.operation = operation;
    space = tree.space();
    pageSize = space.pool().pageSize();
    target = new Target(pageSize);
    repairs = new RepairList(pageSize);
    descent = new Descent(operation, pageSize, target, repairs, tree);
    range = new Range(pageSize);
    change = new Change(space, operation);
    edit = new Edit();
    rootChange = new RootChange(this);
    pageSplit = new PageSplit(this, space.splitPolicy());
    separatorPost = new SeparatorPost(this);
    pageMerge = new PageMerge(this);
    leafChange = new LeafChange(this);
    leafRead = new LeafRead(this);
    chains = new Chains(this);
    work = new Repairs(this);
    separator = new byte[NodeLayout.maxKeyLength(pageSize)];
  }

  void enter(Tree entered, TreeLock held, boolean writing) {
    entered.requireLive();
    tree = entered;
    lock = held;
    toWrite = writing;
    repairs.clear();
    descent.enter(entered);
  }

  /** Goes on in another tree of the store, which was live when the operation began. */
  void moveTo(Tree other) {
    tree = other;
    repairs.clear(); // they are the other tree's; whoever meets the place again does them
    descent.enter(other);
  }

  /** Lets go of everything, and of the tree's lock if it was taken for this visit. */
  @Override
  public void close() {
    reservation = null;
    try {
      try {
        if (value.length > LARGEST_KEPT) {
          value = NOTHING;
        }
        operation.unfixAll();
        leafRead.unregister();
      } finally {
        operation.close();
      }
    } finally {
      lock.unlock(toWrite);
    }
  }

  // ---------------------------------------------------------------- pages

  PageGuard guard(int index) {
    return operation.guard(index);
  }

  void unfixAll() {
    operation.unfixAll();
  }

  /**
   * Lets go of everything, waits for what was in the way, and prepares to begin again. An operation
   * that has begun is never refused (rule C1): whoever drops the tree or closes the store waits.
   */
  void restart() {
    operation.unfixAll();
    operation.restart();
    tree.counters().restarted();
    if (operation.restarts() == Operation.RESTARTS_BEFORE_SHARED) {
      RestartStormEvent event = new RestartStormEvent();
      if (event.shouldCommit()) {
        event.tree = tree.id();
        event.restarts = operation.restarts();
        event.commit();
      }
    }
  }

  int restarts() {
    return operation.restarts();
  }

  /** Whether it began again so often that it should take latches (rule P4). */
  boolean hasToLatch() {
    return operation.shouldDescendShared();
  }

  /** Makes a page that was reached to read it one that is held shared; false if it has changed. */
  boolean share(PageGuard page) {
    return page.mode() != PageGuard.Mode.OPTIMISTIC || page.share();
  }

  /** Whether an id is a page's now. */
  boolean isPage(long pageId) {
    return operation.isPage(pageId);
  }

  /** Which child of an inner page leads to the target. */
  long childOf(PageGuard parent) {
    return Node.child(parent.page(), pageSize, target.childIndex(parent.page()));
  }

  /** Gets a child of a page that is held exclusively, exclusively too. */
  boolean latchChild(PageGuard child, PageGuard parent, int index) {
    long id = Node.child(parent.page(), pageSize, index);
    return descent.onlyTries() ? child.tryFixExclusive(id) : child.fixExclusive(id, parent);
  }

  boolean hasRoomForSeparator(PageGuard page) {
    return Node.hasRoom(page.page(), pageSize, NodeLayout.maxKeyLength(pageSize), Long.BYTES);
  }

  // ---------------------------------------------------------------- new pages

  /** Sees to it that {@code pages} are reserved (rule P3); nothing is latched. */
  void reserve(int pages) {
    if (!hasReserved(pages)) {
      giveBackReserved();
      reservation = space.spaceMap().reserve(operation, pages);
    }
  }

  boolean hasReserved(int pages) {
    return reservation != null && reservation.remaining() >= pages;
  }

  void giveBackReserved() {
    if (reservation != null) {
      reservation.close();
      reservation = null;
    }
  }

  /** Takes a page of those reserved. */
  PageGuard fixFresh() {
    if (reservation == null) {
      throw new IllegalStateException("nothing is reserved");
    }
    PageGuard fresh = operation.guard(Guards.FRESH);
    fresh.unfix();
    space.pageChanged();
    fresh.fixNew(reservation);
    return fresh;
  }

  // ---------------------------------------------------------------- at the end

  /** The page of a level that a key lies in is too empty: it is merged afterwards, or by others. */
  void noteMerge(int level, byte[] low, int length) {
    if (!repairs.addMerge(level, low, length)) {
      space.leave(tree, level, Arrays.copyOf(low, length));
    }
  }

  /** After a change: does what it has left to be done. */
  void repair() {
    if (descent.rightMoves() > 0) {
      countRightMoves();
    }
    if (!repairs.isEmpty()) {
      unfixAll();
      work.doAll();
    }
  }

  /** After a read: tries to do what it has met. */
  void tryToRepair() {
    if (descent.rightMoves() > 0) {
      countRightMoves();
    }
    if (!repairs.isEmpty()) {
      unfixAll();
      work.tryAll();
    }
  }

  /** Takes up a merge that was given up. */
  void merge(int level, byte[] low) {
    work.doMerge(level, low);
  }

  private void countRightMoves() {
    int moves = descent.rightMoves();
    tree.counters().movedRight(moves);
    if (moves > RightMovesEvent.USUAL) {
      RightMovesEvent event = new RightMovesEvent();
      if (event.shouldCommit()) {
        event.tree = tree.id();
        event.moves = moves;
        event.commit();
      }
    }
  }
}
