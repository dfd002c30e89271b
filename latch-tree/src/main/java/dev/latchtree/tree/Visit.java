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
  private static final long NOTHING_TO_COMMIT = -1;

  /** Bytes of a record besides keys, values and images. */
  private static final int RECORD_OVERHEAD = 256;

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

  /** The newest record whose safety the user waits for. */
  private long toCommit = NOTHING_TO_COMMIT;

  /** The newest record whose effect the user was shown. */
  private long shown = NOTHING_TO_COMMIT;

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
    toCommit = NOTHING_TO_COMMIT;
    shown = NOTHING_TO_COMMIT;
    repairs.clear();
    descent.enter(entered);
  }

  /** Goes on in another tree of the store, which was live when the operation began. */
  void moveTo(Tree other) {
    tree = other;
    repairs.clear(); // they are the other tree's; whoever meets the place again does them
    descent.enter(other);
  }

  /**
   * Lets go of everything, and of the tree's lock if it was taken for this visit; then waits until
   * what was done is safe. The baseline of all comparisons does the last two the other way round.
   *
   * <p>LatchOrder.tla: End.
   */
  @Override
  public void close() {
    // This object may serve another thread once the operation has ended.
    Journal journal = space.journal();
    boolean lockLast = space.isLockHeldThroughCommit();
    TreeLock held = lock;
    boolean writing = toWrite;
    long newest = toCommit;
    long seen = shown;
    try {
      endOperation();
      if (lockLast) {
        await(journal, newest, seen);
      }
    } finally {
      held.unlock(writing);
    }
    if (!lockLast) {
      await(journal, newest, seen);
    }
  }

  private void endOperation() {
    reservation = null;
    try {
      if (value.length > LARGEST_KEPT) {
        value = NOTHING;
      }
      operation.unfixAll();
      leafRead.unregister();
    } finally {
      change.room().giveBack();
      operation.close();
    }
  }

  private static void await(Journal journal, long newest, long seen) {
    if (newest != NOTHING_TO_COMMIT) {
      journal.commit(newest);
    }
    if (seen != NOTHING_TO_COMMIT && journal.guardsReads()) {
      journal.awaitDurable(seen);
    }
  }

  // ---------------------------------------------------------------- safety

  /** The user waits for this record at the end. */
  void mustCommit(long lsn) {
    toCommit = Math.max(toCommit, lsn);
  }

  /** Leaves it to the caller to wait for what was done; returns the newest record, or -1. */
  long leaveCommit() {
    long newest = toCommit;
    toCommit = NOTHING_TO_COMMIT;
    return newest;
  }

  /** The user is shown what is on a page that is latched. */
  void shows(PageGuard page) {
    showsUpTo(page.pageLsn());
  }

  void showsUpTo(long lsn) {
    shown = Math.max(shown, lsn);
  }

  /** Whether nothing has changed on a page since it was fixed: then the user is shown it. */
  boolean showsIfValid(PageGuard page) {
    long lsn = page.pageLsn();
    boolean valid = page.validate();
    if (valid) {
      showsUpTo(lsn);
    }
    return valid;
  }

  // ---------------------------------------------------------------- room in the journal

  /** Takes room for the change of one cell; nothing is latched. */
  void admitCell(int size) {
    change.room().take(RECORD_OVERHEAD + size, 1);
  }

  /** Takes room for {@code shapes} changes of the tree's shape, and the change of a cell. */
  void admitShapes(int shapes) {
    change.room().take(plainOfShapes(shapes), imagesOfShapes(shapes));
  }

  /** Like {@link #admitShapes}, of one, but waits for nothing. */
  boolean tryToAdmitShape() {
    return change.room().tryTake(plainOfShapes(1), imagesOfShapes(1));
  }

  /** The largest: a page's worth of cells move from one to another, and a separator is posted. */
  private long plainOfShapes(int shapes) {
    return (long) shapes * (pageSize + pageSize / 2) + pageSize;
  }

  /** Parent, left and right page or page of the space map; and the leaf. */
  private static int imagesOfShapes(int shapes) {
    return 3 * shapes + 1;
  }

  /**
   * Fails if one record that changes so many leaves would be too long.
   *
   * @throws IllegalArgumentException naming both lengths
   */
  void requireRoomForGroup(long size, int leaves) {
    change.room().requireOne(RECORD_OVERHEAD + size, leaves);
  }

  /** Takes room for one record that changes several leaves. */
  void admitGroup(long size, int leaves) {
    change.room().takeForOne(RECORD_OVERHEAD + size, leaves);
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
   *
   * <p>LatchOrder.tla: Restarts.
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

  /**
   * Sees to it that {@code pages} are reserved (rule P3), and room in the journal for the changes
   * that bring them into use; nothing is latched.
   *
   * <p>LatchOrder.tla: ReserveAll, GiveBackCredit.
   */
  void reserve(int pages) {
    if (!hasReserved(pages)) {
      change.room().giveBack(); // it comes last in the order in which things are waited for
      giveBackReserved();
      reservation = space.spaceMap().reserve(operation, pages);
    }
    admitShapes(Math.max(1, pages));
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
