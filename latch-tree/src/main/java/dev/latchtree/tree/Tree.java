package dev.latchtree.tree;

import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.buffer.Reservation;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.change.LooseEnd;
import dev.latchtree.memory.BytesCopy;
import dev.latchtree.node.NodeLayout;
import dev.latchtree.node.Range;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One tree: its root, whose page id never changes, and what can be done with it. All state that
 * changes is in the pages; this object may be shared freely.
 */
public final class Tree {

  /** The longest value, inline or not. */
  public static final int MAX_VALUE_LENGTH = Chains.MAX_LENGTH;

  private final TreeSpace space;
  private final String name;
  private final int id;
  private final long rootId;
  private final TreeLock lock;
  private final TreeCounters counters = new TreeCounters();
  private volatile @Nullable String refusal;

  /** A tree that exists in the pages of {@code space}. */
  public Tree(TreeSpace space, String name, int id, long rootId) {
    this.space = space;
    this.name = name;
    this.id = id;
    this.rootId = rootId;
    lock = space.protocol().newLock();
  }

  TreeSpace space() {
    return space;
  }

  Protocol protocol() {
    return space.protocol();
  }

  TreeLock lock() {
    return lock;
  }

  TreeCounters counters() {
    return counters;
  }

  public String name() {
    return name;
  }

  /** Unlike a name it is never used for another tree. */
  public int id() {
    return id;
  }

  public long rootId() {
    return rootId;
  }

  public int maxKeyLength() {
    return NodeLayout.maxKeyLength(space.pool().pageSize());
  }

  // ---------------------------------------------------------------- life

  /** Makes the root of a new, empty tree. */
  public static long create(TreeSpace space, int treeId) {
    int pageSize = space.pool().pageSize();
    try (Operation operation = space.pool().begin()) {
      PageGuard root = operation.guard(Guards.FRESH);
      Reservation room = space.spaceMap().reserve(operation, 1);
      Change change = new Change(space, operation);
      change.room().take(pageSize, 2);
      try {
        space.pageChanged();
        root.fixNew(room);
        Range all = new Range(pageSize);
        change
            .begin(ChangeKind.CREATE_TREE)
            .createNode(
                root.pageId(), treeId, 0, all.setAll(), NodeLayout.NO_PAGE, root.page(), 0, 0)
            .loosen(looseEnd(treeId, root.pageId()));
        long rootId = root.pageId();
        change.ofNew(root).make();
        return rootId;
      } finally {
        change.room().giveBack();
      }
    }
  }

  private static LooseEnd looseEnd(int treeId, long rootId) {
    return new LooseEnd(LooseEnd.Kind.TREE, treeId, 0, rootId);
  }

  /** From now on refuses all operations that have not begun. */
  public void refuse(String reason) {
    refusal = reason;
  }

  void requireLive() {
    String reason = refusal;
    if (reason != null) {
      throw new TreeRefusedException(reason);
    }
  }

  /** Begins an operation. */
  Visit visit(boolean toWrite) {
    if (toWrite) {
      space.journal().requireWritable();
    }
    lock.lock(toWrite);
    boolean begun = false;
    try {
      Visit visit = visit(lock, toWrite);
      begun = true;
      return visit;
    } finally {
      if (!begun) {
        lock.unlock(toWrite);
      }
    }
  }

  /** Begins an operation of a caller that has taken all locks it needs. */
  Visit visitLocked() {
    return visit(TreeLock.NONE, true);
  }

  private Visit visit(TreeLock held, boolean toWrite) {
    Operation operation = space.pool().begin();
    boolean begun = false;
    try {
      Visit visit = (Visit) operation.attachment();
      if (visit == null) {
        visit = new Visit(this, operation);
        operation.attach(visit);
      }
      visit.enter(this, held, toWrite);
      begun = true;
      return visit;
    } finally {
      if (!begun) {
        operation.close();
      }
    }
  }

  // ---------------------------------------------------------------- reading

  /** BlinkTree.tla: Begin, for a get. */
  public byte @Nullable [] get(byte[] key) {
    try (Visit visit = visit(false)) {
      visit.target.key(key, key.length);
      return visit.leafRead.value();
    }
  }

  public boolean contains(byte[] key) {
    try (Visit visit = visit(false)) {
      visit.target.key(key, key.length);
      return visit.leafRead.contains();
    }
  }

  /**
   * Appends the value of a key to {@code target}; answers whether there is one. LatchOrder.tla:
   * Get.
   */
  public boolean get(Bytes<?> key, Bytes<?> target) {
    try (Visit visit = visit(false)) {
      keyFrom(visit, key);
      return visit.leafRead.copyTo(target);
    }
  }

  /** The pages in which the value of a key lies, if it is a long one that nobody replaces. */
  public long[] pagesOf(byte[] key) {
    try (Visit visit = visit(false)) {
      visit.target.key(key, key.length);
      return visit.leafRead.pages();
    }
  }

  // ---------------------------------------------------------------- writing

  public void put(byte[] key, byte[] value) {
    requireStorable(key.length, value.length);
    try (Visit visit = visit(true)) {
      visit.target.key(key, key.length);
      visit.edit.begin(Edit.Rule.ALWAYS);
      write(visit, value, value.length);
    }
  }

  /** Like {@link #put(byte[], byte[])}, but waits for nothing; returns the LSN to wait for. */
  public long putAndLeave(byte[] key, byte[] value) {
    requireStorable(key.length, value.length);
    try (Visit visit = visit(true)) {
      visit.target.key(key, key.length);
      visit.edit.begin(Edit.Rule.ALWAYS);
      write(visit, value, value.length);
      return visit.leaveCommit();
    }
  }

  /**
   * Puts what a catalog says of a tree: from here on that one is in its place.
   *
   * @param value no long one
   */
  public void putTying(byte[] key, byte[] value, int treeId, long rootId) {
    try (Visit visit = visit(true)) {
      visit.target.key(key, key.length);
      visit.edit.begin(Edit.Rule.ALWAYS).tree = new TreeNote(looseEnd(treeId, rootId), true);
      write(visit, value, value.length);
    }
  }

  /** Removes what a catalog says of a tree: from here on that one is to be freed. */
  public void removeLoosening(byte[] key, int treeId, long rootId) {
    try (Visit visit = visit(true)) {
      visit.target.key(key, key.length);
      visit.edit.begin(Edit.Rule.IF_PRESENT).removes = true;
      visit.edit.tree = new TreeNote(looseEnd(treeId, rootId), false);
      change(visit);
    }
  }

  public void put(Bytes<?> key, Bytes<?> value) {
    requireStorable(key.readRemaining(), value.readRemaining());
    try (Visit visit = visit(true)) {
      keyFrom(visit, key);
      int length = (int) value.readRemaining();
      visit.value = large(visit.value, length);
      BytesCopy.copyReadable(value, visit.value);
      visit.edit.begin(Edit.Rule.ALWAYS);
      write(visit, visit.value, length);
    }
  }

  public byte @Nullable [] getAndPut(byte[] key, byte[] value) {
    requireStorable(key.length, value.length);
    try (Visit visit = visit(true)) {
      visit.target.key(key, key.length);
      visit.edit.begin(Edit.Rule.ALWAYS).wantsOld = true;
      return write(visit, value, value.length).old;
    }
  }

  /**
   * Returns the value that is there already, or null if {@code value} is set. BlinkTree.tla: Begin,
   * for an insert.
   */
  public byte @Nullable [] putIfAbsent(byte[] key, byte[] value) {
    requireStorable(key.length, value.length);
    while (true) {
      try (Visit visit = visit(true)) {
        visit.target.key(key, key.length);
        visit.edit.begin(Edit.Rule.IF_ABSENT).wantsOld = true;
        Edit edit = write(visit, value, value.length);
        if (edit.applied || edit.old != null) {
          return edit.applied ? null : edit.old;
        }
      }
      // A long value was there, and removed before it could be read.
      byte[] there = get(key);
      if (there != null) {
        return there;
      }
    }
  }

  public boolean replace(byte[] key, byte[] value) {
    requireStorable(key.length, value.length);
    try (Visit visit = visit(true)) {
      visit.target.key(key, key.length);
      visit.edit.begin(Edit.Rule.IF_PRESENT);
      return write(visit, value, value.length).applied;
    }
  }

  public boolean compareAndSet(byte[] key, byte[] expected, byte[] value) {
    requireStorable(key.length, value.length);
    try (Visit visit = visit(true)) {
      visit.target.key(key, key.length);
      visit.edit.begin(Edit.Rule.IF_EQUAL).expected = expected;
      return write(visit, value, value.length).applied;
    }
  }

  /** BlinkTree.tla: Begin, for a remove. */
  public boolean remove(byte[] key) {
    try (Visit visit = visit(true)) {
      visit.target.key(key, key.length);
      visit.edit.begin(Edit.Rule.IF_PRESENT).removes = true;
      return change(visit).applied;
    }
  }

  /**
   * Like {@link #remove(byte[])}, but waits for nothing; returns the LSN to wait for, -1 if there
   * was nothing to remove.
   */
  public long removeAndLeave(byte[] key) {
    try (Visit visit = visit(true)) {
      visit.target.key(key, key.length);
      visit.edit.begin(Edit.Rule.IF_PRESENT).removes = true;
      return change(visit).applied ? visit.leaveCommit() : -1;
    }
  }

  public boolean remove(Bytes<?> key) {
    try (Visit visit = visit(true)) {
      keyFrom(visit, key);
      visit.edit.begin(Edit.Rule.IF_PRESENT).removes = true;
      return change(visit).applied;
    }
  }

  public byte @Nullable [] getAndRemove(byte[] key) {
    try (Visit visit = visit(true)) {
      visit.target.key(key, key.length);
      visit.edit.begin(Edit.Rule.IF_PRESENT).removes = true;
      visit.edit.wantsOld = true;
      return change(visit).old;
    }
  }

  public boolean compareAndRemove(byte[] key, byte[] expected) {
    try (Visit visit = visit(true)) {
      visit.target.key(key, key.length);
      visit.edit.begin(Edit.Rule.IF_EQUAL).removes = true;
      visit.edit.expected = expected;
      return change(visit).applied;
    }
  }

  /** Writes a value as the visit's edit says; a long one gets pages of its own first. */
  private Edit write(Visit visit, byte[] value, int length) {
    if (length <= NodeLayout.maxInlineValue(visit.pageSize)) {
      visit.edit.value = value;
      visit.edit.valueLength = length;
      return change(visit);
    }
    ChainReference chain = visit.chains.write(value, length);
    visit.edit.value = chain.bytes();
    visit.edit.valueLength = ChainReference.SIZE;
    visit.edit.chained = true;
    visit.edit.buildId = chain.buildId();
    try {
      return change(visit);
    } finally {
      if (!visit.edit.applied) {
        visit.unfixAll();
        visit.chains.free(chain);
      }
    }
  }

  private Edit change(Visit visit) {
    Edit edit = visit.edit;
    visit.leafChange.run();
    visit.giveBackReserved();
    if (edit.oldChained && edit.wantsOld) {
      edit.old = visit.chains.read(edit.oldChain);
    }
    if (edit.oldChained && edit.applied) {
      visit.chains.free(edit.oldChain);
    }
    visit.repair();
    return edit;
  }

  void requireStorable(long keyLength, long valueLength) {
    if (keyLength > maxKeyLength()) {
      throw new IllegalArgumentException(
          "a key of %d bytes: with pages of %d bytes the longest has %d; take larger pages"
              .formatted(keyLength, space.pool().pageSize(), maxKeyLength()));
    }
    if (valueLength > MAX_VALUE_LENGTH) {
      throw new IllegalArgumentException(
          "a value of %d bytes: the longest has %d; divide it"
              .formatted(valueLength, MAX_VALUE_LENGTH));
    }
  }

  private static void keyFrom(Visit visit, Bytes<?> key) {
    int length = Math.toIntExact(key.readRemaining());
    visit.key = large(visit.key, length);
    BytesCopy.copyReadable(key, visit.key);
    visit.target.key(visit.key, length);
  }

  private static byte[] large(byte[] array, int length) {
    return array.length >= length ? array : new byte[Math.max(length, 2 * array.length)];
  }

  // ---------------------------------------------------------------- ranges

  /** How many entries there are from {@code low} on, and below {@code high} if that is not null. */
  public long count(byte[] low, byte @Nullable [] high) {
    return new RangeChange(this, low, high).count();
  }

  /** Removes the entries from {@code low} on, and below {@code high} if that is not null. */
  public long removeRange(byte[] low, byte @Nullable [] high) {
    return new RangeChange(this, low, high).remove();
  }

  // ---------------------------------------------------------------- keeping it in shape

  /**
   * Frees all pages of a dropped tree that nobody uses any more: all but the root, then the root.
   *
   * @see #refuse
   */
  public void freeAll() {
    TreeDrop.freeAll(this);
  }

  /** Frees what a crash has left of a long value or a tree; any tree of the store will do. */
  public void free(LooseEnd end) {
    switch (end.kind()) {
      case TREE ->
          new Tree(space, "(left by a crash)", Math.toIntExact(end.id()), end.page()).freeAll();
      case VALUE -> {
        try (Visit visit = visit(true)) {
          visit.chains.free(end);
        }
      }
    }
  }

  public long restarts() {
    return counters.restarts();
  }

  public long rightMoves() {
    return counters.rightMoves();
  }

  public long splits() {
    return counters.splits();
  }

  public long merges() {
    return counters.merges();
  }

  public long posts() {
    return counters.posts();
  }

  public long repairsLeft() {
    return counters.repairsLeft();
  }

  /** Takes up a merge that was given up. */
  void merge(int level, byte[] key) {
    try (Visit visit = visit(true)) {
      visit.merge(level, key);
    } catch (TreeRefusedException gone) {
      return; // with all its pages, too empty or not
    }
  }

  @Override
  public String toString() {
    return "tree " + name;
  }
}
