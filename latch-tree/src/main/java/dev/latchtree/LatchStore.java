package dev.latchtree;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageLock;
import dev.latchtree.tree.GroupRead;
import dev.latchtree.tree.NoJournal;
import dev.latchtree.tree.Request;
import dev.latchtree.tree.SpaceMap;
import dev.latchtree.tree.TreeSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store of named trees on one set of pages. For any number of threads.
 *
 * <pre>{@code
 * try (LatchStore store = LatchStore.inMemory(StoreOptions.defaults())) {
 *   LatchTree users = store.tree("users");
 *   users.put(key, value);
 *   byte[] found = users.get(key);
 * }
 * }</pre>
 *
 * <p><b>Closing.</b> Operations that have begun when {@link #close} is called complete; later ones,
 * and the next step of a cursor, throw {@link IllegalStateException}.
 */
public final class LatchStore implements AutoCloseable {

  private static final String PAGES = "pages";
  private static final String LOCK = "lock";

  private final TreeSpace space;
  private final Catalog catalog;
  private final @Nullable StorageLock lock;
  private @Nullable Storage owned;

  /** Threads that are in a callback. */
  private final Set<Thread> callers = ConcurrentHashMap.newKeySet();

  private LatchStore(BufferPool pool, StoreOptions options, int span, @Nullable StorageLock lock) {
    this.lock = lock;
    space =
        new TreeSpace(
            pool,
            new NoJournal(),
            options.protocol(),
            options.splitPolicy(),
            options.backgroundMerges(),
            span);
    boolean complete = false;
    try {
      catalog = new Catalog(this, space, lock != null);
      complete = true;
    } finally {
      if (!complete) {
        space.close();
      }
    }
  }

  /** Opens a store without files: it ends when it is closed, and it can be full. */
  public static LatchStore inMemory(StoreOptions options) {
    return new LatchStore(BufferPool.inMemory(options.pool()), options, span(options), null);
  }

  /**
   * Opens the store in a directory, which is made if it is not there.
   *
   * @throws IllegalStateException if it was not closed the last time: without a log such pages
   *     cannot be trusted
   * @throws UncheckedIOException if another process, or this one, has it open, or the device failed
   */
  public static LatchStore open(Path directory, StoreOptions options) {
    try {
      Storage storage = FileStorage.open(directory);
      boolean opened = false;
      try {
        LatchStore store = open(storage, options);
        store.owned = storage;
        opened = true;
        return store;
      } finally {
        if (!opened) {
          storage.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens the store in a storage, like {@link #open(Path, StoreOptions)}. */
  public static LatchStore open(Storage storage, StoreOptions options) throws IOException {
    return open(storage, options, span(options));
  }

  private static int span(StoreOptions options) {
    return SpaceMap.largestSpan(options.pool().pageSize());
  }

  /**
   * Opens the store in a storage.
   *
   * @param span page ids that one page of the space map is about; always the same for a store
   */
  static LatchStore open(Storage storage, StoreOptions options, int span) throws IOException {
    Objects.requireNonNull(options, "options");
    StorageLock lock = storage.lock(LOCK);
    boolean opened = false;
    try {
      LatchStore store =
          new LatchStore(BufferPool.open(storage, PAGES, options.pool()), options, span, lock);
      opened = true;
      return store;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  // ---------------------------------------------------------------- trees

  /**
   * The tree called {@code name}; it is made if there is none.
   *
   * @throws IllegalArgumentException if the name is empty or longer than a key may be
   */
  public LatchTree tree(String name) {
    return catalog.tree(name);
  }

  /** The names of all trees, in order. */
  public List<String> trees() {
    return catalog.names();
  }

  /**
   * Drops the tree called {@code name}; answers whether there was one. Operations on it that have
   * begun complete, later ones throw {@link IllegalStateException}; a tree made with the same name
   * later is another one.
   *
   * @throws IllegalStateException from inside an operation of this store
   */
  public boolean drop(String name) {
    return catalog.drop(name);
  }

  // ---------------------------------------------------------------- several keys

  /** A new batch of changes. */
  public Batch batch() {
    catalog.requireOpen();
    return new StoredBatch(this);
  }

  /**
   * The values of several keys in several trees at one instant, null for those that have none.
   *
   * @param trees the tree of each key
   * @throws IllegalArgumentException if the lists differ in length, a tree is not of this store, or
   *     the keys lie on more pages than an operation may hold
   */
  public List<byte @Nullable []> getAll(List<LatchTree> trees, List<byte[]> keys) {
    if (trees.size() != keys.size()) {
      throw new IllegalArgumentException(
          "%d trees for %d keys".formatted(trees.size(), keys.size()));
    }
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      byte[] key = keys.get(i);
      requests.add(new Request(stored(trees.get(i), key).engine(), key.clone(), null));
    }
    GroupRead.read(requests);
    List<byte @Nullable []> values = new ArrayList<>();
    for (Request request : requests) {
      values.add(request.found());
    }
    return values;
  }

  /** The tree of this store that a key of {@code tree} lies in. */
  StoredTree stored(LatchTree tree, byte[] key) {
    Objects.requireNonNull(key, "key");
    if (tree instanceof StoredTree stored && stored.store() == this) {
      return stored;
    }
    if (tree instanceof PartitionedTree partitioned) {
      return stored(partitioned.partitionOf(key), key);
    }
    throw new IllegalArgumentException("tree %s is not one of this store".formatted(tree.name()));
  }

  // ---------------------------------------------------------------- upkeep

  /**
   * Looks at every page, and tells all that is wrong. Waits for the operations under way first;
   * others may begin and go on. Leaks are only looked for, and the space map is only compared, if
   * nobody has made or freed a page meanwhile.
   *
   * @throws IllegalStateException from inside an operation of this store
   */
  public Verification verify() {
    return catalog.whileNoneComesOrGoes(trees -> StoreCheck.check(space, trees));
  }

  /** Takes up all merges of pages that were given up, and returns when none is left. */
  public void tidy() {
    catalog.requireOpen();
    space.tidy();
  }

  /**
   * Writes all pages to the file, and syncs it. Without a log this makes nothing durable: a store
   * that is not closed cannot be opened again.
   */
  public void flush() {
    space.pool().flush();
  }

  public StoreStats stats() {
    return new StoreStats(space.pool().stats(), space.waitingMerges());
  }

  /** For tests: the pages below. */
  TreeSpace space() {
    return space;
  }

  /** Runs something that calls back to its caller, who must not close the store then (rule C1). */
  <T> T callingBack(Supplier<T> work) {
    boolean outermost = callers.add(Thread.currentThread());
    try {
      return work.get();
    } finally {
      if (outermost) {
        callers.remove(Thread.currentThread());
      }
    }
  }

  /**
   * Waits for the operations under way, writes all pages and frees the memory. Later calls have no
   * effect.
   *
   * @throws IllegalStateException from inside an operation or a callback
   */
  @Override
  public void close() {
    if (callers.contains(Thread.currentThread())) {
      throw new IllegalStateException("close() called from a callback of the store");
    }
    space.pool().requireOutside("close()");
    try {
      try {
        catalog.close();
      } finally {
        space.close();
      }
    } finally {
      closeFiles();
    }
  }

  private void closeFiles() {
    try {
      if (lock != null) {
        lock.close();
      }
      if (owned != null) {
        owned.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
