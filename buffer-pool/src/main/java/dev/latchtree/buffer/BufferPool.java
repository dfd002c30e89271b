package dev.latchtree.buffer;

import dev.latchtree.pagefile.NoPageFile;
import dev.latchtree.pagefile.PageFile;
import dev.latchtree.pagefile.PageStore;
import dev.latchtree.storage.Storage;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.util.function.LongConsumer;

/**
 * Pages of one file, or of none, in off-heap memory, reached through page latches.
 *
 * <pre>{@code
 * try (BufferPool pool = BufferPool.open(storage, "pages", PoolOptions.builder().build())) {
 *   long id;
 *   try (Operation op = pool.begin(); Reservation room = op.reserve(1)) {
 *     PageGuard page = op.guard(0);
 *     page.fixNew(room);
 *     id = page.pageId();
 *     Memory.putLong(page.page(), PageLayout.HEADER_SIZE, 42);
 *   }
 *   try (Operation op = pool.begin()) {
 *     PageGuard page = op.guard(0);
 *     long value;
 *     do {
 *       page.unfix();
 *       page.fixOptimistic(id);
 *       value = Memory.getLong(page.page(), PageLayout.HEADER_SIZE);
 *     } while (!page.validate());
 *   }
 * }
 * }</pre>
 *
 * <p>Thread safe. An {@link IllegalStateException} answers every use after {@link #close()}. A pool
 * that is dropped without being closed is reported, with the stack that opened it, and closed.
 */
public final class BufferPool implements AutoCloseable {

  private final PoolCore core;
  private final Cleaner.Cleanable leakWatch;

  private BufferPool(PageStore store, PoolOptions options) {
    core = new PoolCore(store, options);
    leakWatch = LeakWatch.over(this, core);
    core.start();
  }

  /**
   * Opens a pool over the page file called {@code name}, which is created if it is not there.
   *
   * @throws dev.latchtree.pagefile.PageFileFormatException if it is no page file, or one of another
   *     format or page size
   * @throws IOException if the device failed
   */
  public static BufferPool open(Storage storage, String name, PoolOptions options)
      throws IOException {
    return over(PageFile.open(storage, name, options.pageSize()), options);
  }

  /** Opens a pool over a page file that exists, whose pages nobody changes. */
  public static BufferPool openReadOnly(Storage storage, String name, PoolOptions options)
      throws IOException {
    return over(PageFile.openReadOnly(storage, name, options.pageSize()), options);
  }

  /** Opens a pool without a file: pages live until it is closed, and it can be full. */
  public static BufferPool inMemory(PoolOptions options) {
    return over(new NoPageFile(), options);
  }

  private static BufferPool over(PageStore store, PoolOptions options) {
    boolean opened = false;
    try {
      BufferPool pool = new BufferPool(store, options);
      opened = true;
      return pool;
    } finally {
      if (!opened) {
        store.close();
      }
    }
  }

  /**
   * Begins an operation of the calling thread.
   *
   * @throws IllegalStateException if the pool is closed
   */
  public Operation begin() {
    return core.gate.begin(this);
  }

  /**
   * Fails if the calling thread is in an operation of this pool.
   *
   * @throws IllegalStateException naming {@code what} was called from there
   */
  public void requireOutside(String what) {
    core.gate.requireOutside(what);
  }

  /**
   * Returns when every operation that was under way at the call has ended: what they may have seen
   * then is nobody's any more.
   *
   * @throws IllegalStateException from inside an operation
   */
  public void awaitOperations() {
    core.gate.requireOutside("awaitOperations()");
    core.gate.awaitOperations("awaitOperations()");
  }

  /** Bytes to a page. */
  public int pageSize() {
    return core.options.pageSize();
  }

  public PoolOptions options() {
    return core.options;
  }

  /** One more than the largest page id handed out so far. */
  public long highWater() {
    return core.ids.highWater();
  }

  /**
   * From now on hands out no id from {@code end} on: an engine that notes somewhere which pages are
   * in use makes that place first. {@link Operation#tryReserve} says when it is time, {@link
   * Operation#reservePage} makes the place. At first there is no limit.
   */
  public void limitIds(long end) {
    core.ids.limit(end);
  }

  /**
   * Fails if no more pages may be {@link PageGuard#pin() pinned}.
   *
   * @throws PoolFullException saying how many are
   */
  public void requirePinnable() {
    core.requirePinnable();
  }

  /** Hands the id of a discarded page out again, see {@link PageGuard#discard()}. */
  public void recycle(long pageId) {
    try (Operation operation = begin()) {
      core.ids.recycle(pageId);
    }
  }

  /**
   * Says that a page of the file just opened or recovered is not in use, as an engine's own map of
   * free space knows; {@link #recycle} then hands its id out again. Without this all pages count as
   * used.
   *
   * @throws IllegalStateException if the page is free already, or not in the file
   */
  public void declareFree(long pageId) {
    try (Operation operation = begin()) {
      core.declareFree(pageId);
    }
  }

  /** Takes a page out of memory unless it is in use; writes it first if it is dirty. */
  public boolean tryEvict(long pageId) {
    core.gate.requireNothingLatched("tryEvict");
    try (Operation operation = begin()) {
      return core.store.isPersistent() && core.evictor.evict(pageId);
    }
  }

  /**
   * Writes every page that is dirty when this is called, in page order, and syncs the file. Writers
   * are not stopped.
   */
  public void flush() {
    flush(pages -> {});
  }

  /**
   * Like {@link #flush()}. Each write is an operation of its own; between two of them the caller
   * may wait.
   *
   * @param afterWrite is told how many pages each write took
   */
  public void flush(LongConsumer afterWrite) {
    core.gate.requireNothingLatched("flush");
    if (!core.store.isWritable()) {
      return;
    }
    long[] dirty;
    try (Operation operation = begin()) {
      dirty = core.dirtyPages();
    }
    core.writeAll(dirty, pageId -> afterWrite.accept(write(pageId)));
    try (Operation operation = begin()) {
      core.sync();
    }
  }

  private long write(long pageId) {
    try (Operation operation = begin()) {
      return core.write(pageId);
    }
  }

  /** Gives free pages at the end of the file back to the file system; returns how many. */
  public long trim() {
    return trim(() -> {});
  }

  /**
   * Like {@link #trim()}.
   *
   * @param beforeCut runs before the file is cut, when it is settled which pages go: an engine with
   *     a log makes the records durable that have freed them (rule T9)
   */
  public long trim(Runnable beforeCut) {
    core.gate.requireNothingLatched("trim");
    try (Operation operation = begin()) {
      return core.ids.trim(beforeCut);
    }
  }

  /** For recovery: from now on all ids below {@code end} count as handed out. */
  public void extendTo(long end) {
    try (Operation operation = begin()) {
      core.ids.extendTo(end);
    }
  }

  /** Pages for which the file has room, its header page included. */
  public long room() {
    return core.store.room();
  }

  /** Ids below {@link #highWater()} that no page uses. */
  public long unusedPages() {
    return core.ids.unusedCount();
  }

  /** Whether {@code pageId} is a page now: neither free nor never handed out. */
  public boolean isPage(long pageId) {
    try (Operation operation = begin()) {
      return core.isPage(pageId);
    }
  }

  public PoolStats stats() {
    return core.stats();
  }

  /**
   * Waits for the operations that have begun, writes and syncs all dirty pages, closes the file and
   * frees the memory. Later calls have no effect.
   *
   * @throws IllegalStateException from inside an operation or a callback
   */
  @Override
  public void close() {
    core.close(true);
    leakWatch.clean();
  }

  /**
   * Like {@link #close()}, but writes nothing: for a pool whose pages are all written, or must not
   * be.
   */
  public void closeWithoutWriting() {
    core.close(false);
    leakWatch.clean();
  }
}
