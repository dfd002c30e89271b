package dev.latchtree;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.memory.Locks;
import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.Storage;
import dev.latchtree.tree.GroupRead;
import dev.latchtree.tree.Request;
import dev.latchtree.tree.SpaceMap;
import dev.latchtree.tree.TreeShape;
import dev.latchtree.tree.TreeSpace;
import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
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
 * <p><b>Safety.</b> A store with files has a log: a write returns when it is as safe as the sync
 * policy promises ({@link StoreOptions.Builder#syncPolicy}). After a crash at any instant opening
 * the store finds all that was that safe, nothing in part, and no page lost; what is missing (under
 * {@code INTERVAL} the last period, under {@code OS} after a power cut the newest writes) is
 * missing from the end.
 *
 * <p><b>Failure.</b> When the device does not take a write, every later change is refused with a
 * {@link dev.latchtree.recovery.StoreFailedException}; what is in memory can be read. Nothing is
 * lost that had reached the tier it was promised: close the store and open it again.
 *
 * <p><b>Closing.</b> Operations that have begun when {@link #close} is called complete; later ones,
 * and the next step of a cursor, throw {@link IllegalStateException}.
 */
public final class LatchStore implements AutoCloseable {

  private final TreeSpace space;
  private final Catalog catalog;
  private final StoreFiles files;
  private final ReentrantLock closing = Locks.newLock();
  private boolean closed;

  /** Threads that are in a callback. */
  private final Set<Thread> callers = ConcurrentHashMap.newKeySet();

  private LatchStore(StoreFiles files, StoreOptions options, int span) {
    this.files = files;
    space =
        new TreeSpace(
            files.pool(),
            files.journal(),
            options.protocol(),
            options.splitPolicy(),
            options.backgroundMerges(),
            options.lockHeldThroughCommit(),
            span);
    boolean complete = false;
    try {
      catalog = new Catalog(this, space, files.isNew());
      files.begin(catalog.engine());
      complete = true;
    } finally {
      if (!complete) {
        space.closeWithoutWriting();
      }
    }
  }

  /** Opens a store without files: it ends when it is closed, and it can be full. */
  public static LatchStore inMemory(StoreOptions options) {
    BufferPool pool = BufferPool.inMemory(options.pool());
    boolean opened = false;
    try {
      LatchStore store = new LatchStore(new NoFiles(pool), options, span(options));
      opened = true;
      return store;
    } finally {
      if (!opened) {
        pool.closeWithoutWriting();
      }
    }
  }

  /**
   * Opens the store in a directory, which is made if it is not there. After a crash this recovers
   * what was safe by then; it needs neither a flag nor a tool.
   *
   * @throws UncheckedIOException if another process, or this one, has it open, the device failed,
   *     or the log is damaged or of another version; the cause says which
   * @throws dev.latchtree.recovery.ControlFileException if it is of another version or page size,
   *     or damaged
   * @throws dev.latchtree.pagefile.PageFileFormatException if the page file is of another version
   * @throws dev.latchtree.pagefile.CorruptPageException if a page that is needed now is damaged
   */
  public static LatchStore open(Path directory, StoreOptions options) {
    int span = span(options);
    return inDirectory(
        () -> FileStorage.open(directory), held -> DurableFiles.open(held, options, span), options);
  }

  /** Opens the store in a storage, like {@link #open(Path, StoreOptions)}. */
  public static LatchStore open(Storage storage, StoreOptions options) throws IOException {
    return open(storage, options, span(options));
  }

  /**
   * Opens the store in a storage.
   *
   * @param span page ids that one page of the space map is about; always the same for a store
   */
  static LatchStore open(Storage storage, StoreOptions options, int span) throws IOException {
    return over(storage, false, held -> DurableFiles.open(held, options, span), options, span);
  }

  /**
   * Opens a store that exists, to read it: nothing is written, and every write is refused.
   *
   * @throws IllegalStateException if it was not closed: opening it for writing recovers it
   * @throws UncheckedIOException as for {@link #open(Path, StoreOptions)}
   */
  public static LatchStore openReadOnly(Path directory, StoreOptions options) {
    int span = span(options);
    return inDirectory(
        () -> FileStorage.openExisting(directory),
        held -> ReadFiles.open(held, options, span),
        options);
  }

  /** Opens the store in a storage, like {@link #openReadOnly(Path, StoreOptions)}. */
  public static LatchStore openReadOnly(Storage storage, StoreOptions options) throws IOException {
    int span = span(options);
    return over(storage, false, held -> ReadFiles.open(held, options, span), options, span);
  }

  /** Opens the files of a store. */
  @FunctionalInterface
  private interface Opening {
    StoreFiles open(HeldStorage held) throws IOException;
  }

  /** Opens a directory. */
  @FunctionalInterface
  private interface Directory {
    Storage open() throws IOException;
  }

  private static LatchStore inDirectory(
      Directory directory, Opening opening, StoreOptions options) {
    try {
      Storage storage = directory.open();
      boolean opened = false;
      try {
        LatchStore store = over(storage, true, opening, options, span(options));
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

  private static LatchStore over(
      Storage storage, boolean owned, Opening opening, StoreOptions options, int span)
      throws IOException {
    HeldStorage held = HeldStorage.hold(storage, owned);
    StoreFiles files = null;
    boolean opened = false;
    try {
      files = opening.open(held);
      LatchStore store = new LatchStore(files, options, span);
      opened = true;
      return store;
    } finally {
      if (!opened) {
        if (files != null) {
          files.abandon();
        }
        held.lock().close();
      }
    }
  }

  private static int span(StoreOptions options) {
    return SpaceMap.largestSpan(options.pool().pageSize());
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

  /** Waits until all that was changed before this call is on disk, whatever the sync policy. */
  public void sync() {
    files.sync();
  }

  /** Waits until what the receipt is about is on disk; returns the receipt that says so. */
  public Receipt awaitDurable(Receipt receipt) {
    return files.awaitDurable(Objects.requireNonNull(receipt, "receipt"));
  }

  /** Refuses a tier that the store's policy does not have; to be asked before anything changes. */
  void requireTier(Tier tier) {
    files.requireTier(Objects.requireNonNull(tier, "tier"));
  }

  /** Waits until a change has reached {@code tier}. */
  Receipt commit(long lsn, Tier tier) {
    return files.commit(lsn, tier);
  }

  /**
   * Writes all pages that are dirty now, and lets go of the log before: recovery begins here then.
   * Nobody is stopped. Stores do that by themselves from time to time.
   *
   * @throws IllegalStateException from inside an operation of this store
   */
  public void checkpoint() {
    catalog.requireOpen();
    files.checkpoint();
  }

  /**
   * Copies the store to an empty directory, which is made if it is not there, as it is at one
   * moment of this call: whoever opens the copy finds all that was on disk when the call began.
   * Others go on meanwhile; checkpoints wait, and once the log has grown to its limit, writers too.
   *
   * @throws IllegalArgumentException if the directory is not empty
   * @throws UnsupportedOperationException for a store in memory, or one that can only be read
   */
  public void backup(Path directory) {
    try (Storage target = FileStorage.open(directory)) {
      backup(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the store to an empty storage, like {@link #backup(Path)}. */
  public void backup(Storage target) throws IOException {
    catalog.requireOpen();
    files.backup(target);
  }

  /**
   * Figures of the store. Those of its space need a look at every file.
   *
   * @throws UncheckedIOException if that fails
   */
  public StoreStats stats() {
    return files.stats(space.waitingMerges());
  }

  /**
   * The pages of a tree, the root first, then level by level from left to right. Others write
   * meanwhile: so it is exact only when nobody does. Pages of long values are not among them.
   *
   * @throws IllegalArgumentException if it is not a tree of this store; of a partitioned one the
   *     partitions are
   */
  public List<TreePage> pages(LatchTree tree) {
    if (!(tree instanceof StoredTree stored) || stored.store() != this) {
      throw new IllegalArgumentException("tree %s is not one of this store".formatted(tree.name()));
    }
    List<TreePage> pages = new ArrayList<>();
    TreeShape.walk(
        stored.engine(), (level, page, from) -> pages.add(new TreePage(level, page, from)));
    return pages;
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
   * Waits for the operations under way, makes a last checkpoint, and frees the memory. Later calls
   * have no effect.
   *
   * @throws IllegalStateException from inside an operation or a callback
   * @throws dev.latchtree.recovery.StoreFailedException if the store has failed; all is freed, and
   *     opening it recovers
   */
  @Override
  public void close() {
    if (callers.contains(Thread.currentThread())) {
      throw new IllegalStateException("close() called from a callback of the store");
    }
    space.pool().requireOutside("close()");
    closing.lock();
    try {
      if (!closed) {
        closed = true;
        closeOnce();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      closing.unlock();
    }
  }

  private void closeOnce() throws IOException {
    try {
      catalog.close();
      files.stop();
      space.stopTidying();
      space.pool().awaitOperations();
      files.finish();
    } finally {
      try {
        if (files.mayWrite()) {
          space.close();
        } else {
          space.closeWithoutWriting();
        }
      } finally {
        files.close();
      }
    }
  }
}
