package dev.latchtree.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.SplitPolicy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;

/**
 * A tree in memory with numbers for keys, whose pages a test can get at, and divide without posting
 * the separator.
 */
final class SmallTree implements AutoCloseable {

  static final int PAGE_SIZE = 4096;
  private static final int PAGES = 512;
  private static final int TREE_ID = 7;
  private static final int VALUE_LENGTH = 300;

  /** Something that is wrong, as the check tells it. */
  record Problem(long page, int cell, String invariant, String found) {}

  final TreeSpace space;
  final Tree tree;
  private final TreeSet<Integer> keys = new TreeSet<>();

  SmallTree(LatchProtocol protocol) {
    PoolOptions options =
        PoolOptions.builder().pageSize(PAGE_SIZE).frames(PAGES).guards(16).build();
    space =
        new TreeSpace(
            BufferPool.inMemory(options), new NoJournal(), protocol, SplitPolicy.MIDDLE, false);
    tree = new Tree(space, "small", TREE_ID, Tree.create(space, TREE_ID));
  }

  // ---- content

  static byte[] key(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  static byte[] value(int number) {
    byte[] value = new byte[VALUE_LENGTH];
    ByteBuffer.wrap(value).putInt(number);
    return value;
  }

  SmallTree putAll(int from, int to) {
    for (int i = from; i < to; i++) {
      put(i);
    }
    return this;
  }

  void put(int number) {
    tree.put(key(number), value(number));
    keys.add(number);
  }

  void remove(int number) {
    assertEquals(keys.remove(number), tree.remove(key(number)));
  }

  /** All that should be there is, for reads and scans in both directions, and nothing else. */
  void requireAll() {
    for (int number : keys) {
      assertArrayEquals(value(number), tree.get(key(number)), () -> "key " + number);
    }
    requireScans();
    assertEquals(keys.size(), tree.count(new byte[0], null));
  }

  void requireScans() {
    assertEquals(new ArrayList<>(keys), scanForward());
    assertEquals(new ArrayList<>(keys.descendingSet()), scanBackward());
  }

  private List<Integer> scanForward() {
    List<Integer> found = new ArrayList<>();
    Scan scan = new Scan(tree, new byte[0], null);
    for (boolean more = scan.fetchFrom(new byte[0]); more; more = scan.fetchMore()) {
      for (int i = 0; i < scan.count(); i++) {
        found.add(ByteBuffer.wrap(scan.key(i)).getInt());
      }
    }
    return found;
  }

  private List<Integer> scanBackward() {
    List<Integer> found = new ArrayList<>();
    Scan scan = new Scan(tree, new byte[0], null);
    for (boolean more = scan.fetchLast(); more; more = scan.fetchMoreBefore()) {
      for (int i = scan.count() - 1; i >= 0; i--) {
        found.add(ByteBuffer.wrap(scan.key(i)).getInt());
      }
    }
    return found;
  }

  // ---- pages

  /** What is done to a page that is held exclusively. */
  @FunctionalInterface
  interface Deed {
    void to(Visit visit, PageGuard page);
  }

  /** Does something to the page of {@code level} that a key lies in. */
  void with(int level, int number, Deed deed) {
    byte[] key = key(number);
    try (Visit visit = tree.visit(true)) {
      visit.reserve(1);
      visit.target.key(key, key.length);
      while (!visit.descent.latch(level)) {
        visit.restart();
      }
      deed.to(visit, visit.descent.at());
      visit.unfixAll();
      visit.giveBackReserved();
    }
  }

  /** Divides the page of {@code level} that a key lies in, and stops before the post. */
  void splitWithoutPost(int level, int number) {
    with(
        level, number, (visit, page) -> split(visit, page, Node.count(page.page(), PAGE_SIZE) / 2));
  }

  /** Divides the leaf that a key lies in before that key, and stops before the post. */
  void splitLeafBefore(int number) {
    byte[] key = key(number);
    with(
        0,
        number,
        (visit, leaf) -> split(visit, leaf, Node.find(leaf.page(), PAGE_SIZE, key, key.length)));
  }

  private static void split(Visit visit, PageGuard page, int firstRight) {
    byte[] separator = new byte[NodeLayout.maxKeyLength(PAGE_SIZE)];
    int length = Node.copyKey(page.page(), PAGE_SIZE, firstRight, separator);
    visit.pageSplit.split(page, firstRight, separator, length);
  }

  /** Removes a key, and leaves its leaf as it is then. */
  void removeWithoutMerge(int number) {
    byte[] key = key(number);
    with(
        0,
        number,
        (visit, leaf) -> {
          int index = Node.find(leaf.page(), PAGE_SIZE, key, key.length);
          visit.change.begin(ChangeKind.REMOVE).removeCell(leaf.pageId(), index);
          visit.change.of(leaf).make();
        });
    keys.remove(number);
  }

  long pageOf(int level, int number) {
    long[] id = new long[1];
    with(level, number, (visit, page) -> id[0] = page.pageId());
    return id[0];
  }

  /** The keys in the leaf that a key lies in. */
  List<Integer> keysWith(int number) {
    List<Integer> found = new ArrayList<>();
    with(
        0,
        number,
        (visit, leaf) -> {
          byte[] key = new byte[NodeLayout.maxKeyLength(PAGE_SIZE)];
          for (int i = 0; i < Node.count(leaf.page(), PAGE_SIZE); i++) {
            Node.copyKey(leaf.page(), PAGE_SIZE, i, key);
            found.add(ByteBuffer.wrap(key).getInt());
          }
        });
    return found;
  }

  int height() {
    return TreeShape.of(tree).size();
  }

  // ---- soundness

  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    TreeCheck.check(
        tree,
        (name, page, cell, invariant, found) ->
            problems.add(new Problem(page, cell, invariant, found)),
        new BitSet());
    return problems;
  }

  void requireSound() {
    BitSet pages = space.spaceMap().mapPages();
    long entries =
        TreeCheck.check(
            tree,
            (name, page, cell, invariant, found) -> {
              throw new AssertionError("page %d: %s, %s".formatted(page, invariant, found));
            },
            pages);
    assertEquals(keys.size(), entries);
    for (int id = 1; id < space.pool().highWater(); id++) {
      assertEquals(space.pool().isPage(id), pages.get(id), "page " + id);
    }
  }

  @Override
  public void close() {
    space.close();
  }
}
