package dev.latchtree;

import dev.latchtree.memory.LittleEndian;
import dev.latchtree.memory.Locks;
import dev.latchtree.tree.Scan;
import dev.latchtree.tree.Tree;
import dev.latchtree.tree.TreeSpace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The trees of a store, by name: a tree itself, with id 1, whose root is page 2. Little endian.
 *
 * <pre>
 *  key                value
 *  (empty)            4 the id of the next tree: ids are never used again
 *  a name, UTF-8      4 tree id, 8 page id of its root
 * </pre>
 *
 * Names do not begin with the character 0.
 */
final class Catalog {

  private static final int TREE_ID = 1;

  /** The first page is the space map's. */
  private static final long ROOT = 2;

  private static final int FIRST_FREE_ID = 2;
  private static final byte[] NEXT_ID = {};
  private static final byte[] FIRST_NAME = {1};

  private final LatchStore store;
  private final TreeSpace space;
  private final Tree tree;
  private final ReentrantLock lock = Locks.newLock();
  private final Map<String, StoredTree> open = new TreeMap<>();
  private volatile boolean closed;

  Catalog(LatchStore store, TreeSpace space, boolean isNew) {
    this.store = store;
    this.space = space;
    tree = new Tree(space, "(catalog)", TREE_ID, ROOT);
    if (isNew) {
      create();
    } else {
      load();
    }
  }

  private void create() {
    long root = Tree.create(space, TREE_ID);
    if (root != ROOT) {
      throw new IllegalStateException("the first page of a new catalog has the id " + root);
    }
    tree.putTying(NEXT_ID, id(FIRST_FREE_ID), TREE_ID, ROOT);
  }

  private static byte[] id(int id) {
    byte[] bytes = new byte[Integer.BYTES];
    LittleEndian.putInt(bytes, 0, id);
    return bytes;
  }

  // ---------------------------------------------------------------- open and close

  /** Finds the trees and the free pages. */
  private void load() {
    space.spaceMap().load();
    Scan scan = new Scan(tree, FIRST_NAME, null);
    for (boolean more = scan.fetchFrom(FIRST_NAME); more; more = scan.fetchMore()) {
      for (int i = 0; i < scan.count(); i++) {
        String name = new String(scan.key(i), StandardCharsets.UTF_8);
        byte[] value = scan.value(i);
        open.put(name, opened(name, LittleEndian.getInt(value, 0), LittleEndian.getLong(value, 4)));
      }
    }
  }

  /** The catalog as the tree that it is. */
  Tree engine() {
    return tree;
  }

  private StoredTree opened(String name, int id, long root) {
    return new StoredTree(store, new Tree(space, name, id, root));
  }

  /** Refuses what has not begun, and waits for the rest. */
  void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      open.values().forEach(stored -> stored.engine().refuse("the store is closed"));
      space.pool().awaitOperations();
    } finally {
      lock.unlock();
    }
  }

  // ---------------------------------------------------------------- trees

  StoredTree tree(String name) {
    byte[] key = key(name);
    lock.lock();
    try {
      requireOpen();
      StoredTree there = open.get(name);
      if (there != null) {
        return there;
      }
      space.journal().requireWritable();
      byte[] next = Objects.requireNonNull(tree.get(NEXT_ID), "the id of the next tree");
      int id = LittleEndian.getInt(next, 0);
      tree.putAndLeave(NEXT_ID, id(id + 1)); // as safe as what follows
      long root = Tree.create(space, id);
      boolean entered = false;
      try {
        tree.putTying(key, entry(id, root), id, root);
        entered = true;
      } finally {
        if (!entered && !tree.contains(key)) {
          new Tree(space, name, id, root).freeAll();
        }
      }
      StoredTree made = opened(name, id, root);
      open.put(name, made);
      return made;
    } finally {
      lock.unlock();
    }
  }

  private static byte[] entry(int id, long root) {
    byte[] entry = new byte[Integer.BYTES + Long.BYTES];
    LittleEndian.putInt(entry, 0, id);
    LittleEndian.putLong(entry, Integer.BYTES, root);
    return entry;
  }

  private byte[] key(String name) {
    byte[] key = name.getBytes(StandardCharsets.UTF_8);
    if (!new String(key, StandardCharsets.UTF_8).equals(name)) {
      throw new IllegalArgumentException("a tree's name must be well-formed text: " + name);
    }
    if (key.length == 0 || key[0] == 0 || key.length > tree.maxKeyLength()) {
      throw new IllegalArgumentException(
          "a tree's name has 1 to %d bytes and does not begin with 0: \"%s\" has %d"
              .formatted(tree.maxKeyLength(), name, key.length));
    }
    return key;
  }

  List<String> names() {
    lock.lock();
    try {
      requireOpen();
      return List.copyOf(open.keySet());
    } finally {
      lock.unlock();
    }
  }

  boolean drop(String name) {
    byte[] key = key(name);
    lock.lock();
    try {
      requireOpen();
      space.journal().requireWritable();
      space.pool().requireOutside("drop()");
      StoredTree dropped = open.get(name);
      if (dropped == null) {
        return false;
      }
      Tree engine = dropped.engine();
      tree.removeLoosening(key, engine.id(), engine.rootId());
      open.remove(name); // only now: what the catalog still names must be found
      dropped.engine().refuse("tree %s was dropped".formatted(name));
      space.pool().awaitOperations();
      dropped.engine().freeAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }

  /** Does something with all trees there are, this one first, of which none is made or dropped. */
  <T> T whileNoneComesOrGoes(Function<List<Tree>, T> work) {
    lock.lock();
    try {
      requireOpen();
      return work.apply(all());
    } finally {
      lock.unlock();
    }
  }

  private List<Tree> all() {
    List<Tree> all = new ArrayList<>();
    all.add(tree);
    open.values().forEach(stored -> all.add(stored.engine()));
    return all;
  }
}
