package dev.latchtree.buffer;

import dev.latchtree.latch.LatchWord;
import dev.latchtree.memory.Checks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work of one thread on the pool: while it is open, the pool's memory stays. Take it
 * with try-with-resources; its guards are let go when it ends, whatever happened.
 *
 * <p>Not thread safe: it belongs to the thread that began it, and its object is re-used for another
 * operation after it has ended.
 *
 * <p><b>Restarts.</b> A fix that would have to wait in a way that is forbidden under latches
 * answers false. The caller lets go of everything, calls {@link #restart()}, which does that
 * waiting, and begins its descent anew. The page it failed at is then in memory and stays there, so
 * the second try gets further; after {@link #RESTARTS_BEFORE_SHARED} tries {@link
 * #shouldDescendShared()} asks readers to take shared latches on the way down, which no writer can
 * invalidate (rule P4).
 */
public final class Operation implements AutoCloseable {

  /** From this many restarts on, optimistic descents should give way to shared ones. */
  public static final int RESTARTS_BEFORE_SHARED = 8;

  private static final VarHandle ACTIVE;
  private static final VarHandle HITS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ACTIVE = lookup.findVarHandle(Operation.class, "active", boolean.class);
      HITS = lookup.findVarHandle(Operation.class, "hits", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final PoolCore core;
  private final @Nullable PageGuard[] guards;

  /** Guards used since the operation began: those from here on hold nothing. */
  private int guardsUsed;

  private @Nullable Object attachment;

  // Keeps the user's handle reachable while the operation runs: a pool is not "forgotten"
  // meanwhile.
  @SuppressWarnings({"unused", "FieldCanBeLocal"})
  private @Nullable BufferPool handle;

  private @Nullable Thread owner;
  private boolean active;

  /** Written by the owner before {@code active}, which is volatile then. */
  private int turns;

  private long hits;

  private int latched;
  private int restarts;
  private long blockedAt;
  private long pinned = PageTable.NO_ENTRY;
  private @Nullable Reservation reservation;
  private @Nullable RuntimeException lateFault;
  private long lateFaultPage;

  Operation(PoolCore core) {
    this.core = core;
    this.guards = new PageGuard[core.options.guards()];
  }

  // ---- life

  void begin(BufferPool pool) {
    handle = pool;
    owner = Thread.currentThread();
    restarts = 0;
    guardsUsed = 0;
    turns++;
    ACTIVE.setVolatile(this, true); // a full fence before the gate reads "closed"
  }

  /**
   * Lets go of every guard, of the page kept for a restart and of a reservation left open.
   *
   * @throws IllegalStateException if it has ended already; its object may serve another thread by
   *     now
   */
  @Override
  public void close() {
    if (!active || owner != Thread.currentThread()) {
      throw new IllegalStateException("this operation has ended, or belongs to another thread");
    }
    try {
      releaseAll();
    } finally {
      end();
    }
  }

  private void releaseAll() {
    try {
      releaseGuards(0);
    } finally {
      unpin();
      if (reservation != null) {
        reservation.close();
      }
    }
  }

  /** From this one on; the later ones also if an earlier one fails. */
  private void releaseGuards(int first) {
    for (int i = first; i < guardsUsed; i++) {
      boolean released = false;
      try {
        PageGuard guard = guards[i];
        if (guard != null) {
          guard.release();
        }
        released = true;
      } finally {
        if (!released) {
          releaseGuards(i + 1);
        }
      }
    }
  }

  void end() {
    owner = null;
    handle = null;
    lateFault = null;
    reservation = null;
    blockedAt = Frames.NO_PAGE;
    ACTIVE.setRelease(this, false); // what this thread did to pages comes before
    core.gate.recycle(this);
  }

  /** How often this object has begun an operation; read by others, after {@link #isActive()}. */
  int turns() {
    return turns;
  }

  boolean isActive() {
    return (boolean) ACTIVE.getVolatile(this);
  }

  boolean isOwnedByCurrentThread() {
    return owner == Thread.currentThread() && isActive();
  }

  @Nullable Thread owner() {
    return owner;
  }

  void requireActive() {
    if (!active) {
      throw new IllegalStateException("this operation has ended");
    }
    if (Checks.ENABLED && owner != Thread.currentThread()) {
      throw new IllegalStateException(
          "this operation belongs to " + owner + ", not to " + Thread.currentThread());
    }
  }

  // ---- guards

  /**
   * One of the guards of this operation, by number.
   *
   * @throws IndexOutOfBoundsException if the pool was built for fewer, see {@link
   *     PoolOptions#guards()}
   */
  public PageGuard guard(int index) {
    requireActive();
    PageGuard guard = guards[Objects.checkIndex(index, guards.length)];
    if (guard == null) {
      guard = new PageGuard(core, this);
      guards[index] = guard;
    }
    guardsUsed = Math.max(guardsUsed, index + 1);
    return guard;
  }

  /** Lets go of all guards. */
  public void unfixAll() {
    requireActive();
    releaseGuards(0);
  }

  // ---- the user's own

  /** What {@link #attach} was given on an earlier turn of this object, or null. */
  public @Nullable Object attachment() {
    return attachment;
  }

  /** Keeps something with this object: memory to be used again by the operations to come. */
  public void attach(Object kept) {
    requireActive();
    attachment = kept;
  }

  /** Pages held shared or exclusively at this moment. */
  public int latchedPages() {
    return latched;
  }

  /** What is held shared or exclusively, but for one guard. */
  List<PageGuard> latchedBesides(PageGuard one) {
    List<PageGuard> held = new ArrayList<>();
    for (int i = 0; i < guardsUsed; i++) {
      PageGuard guard = guards[i];
      if (guard != null && guard != one && guard.isLatched()) {
        held.add(guard);
      }
    }
    return held;
  }

  int pageSize() {
    return core.options.pageSize();
  }

  void latchTaken() {
    latched++;
  }

  void latchReleased() {
    latched--;
  }

  void requireNothingLatched(String what) {
    if (latched != 0) {
      throw new IllegalStateException(
          what + " may wait, and this operation holds " + latched + " page latch(es)");
    }
  }

  // ---- page ids

  /** Hands the id of a discarded page out again, like {@link BufferPool#recycle}. */
  public void recycle(long pageId) {
    requireActive();
    core.ids.recycle(pageId);
  }

  /** Whether {@code pageId} is a page now: neither free nor never handed out. */
  public boolean isPage(long pageId) {
    requireActive();
    return core.isPage(pageId);
  }

  // ---- reservations

  /**
   * Takes all that {@code pages} new pages will need, frames, ids and room in the file, or nothing
   * (rule P3). Waits if it must; nothing may be latched, and one reservation is all an operation
   * has.
   *
   * @throws IllegalArgumentException if the pool can never give that many
   * @throws PoolFullException if there is no room in memory
   * @throws dev.latchtree.pagefile.PageFileFullException if there is none on the disk
   */
  public Reservation reserve(int pages) {
    Reservation taken = tryReserve(pages);
    if (taken == null) {
      throw new IllegalStateException(
          "no ids for " + pages + " pages: the pool's user has limited them");
    }
    return taken;
  }

  /**
   * Like {@link #reserve}, but null, and nothing is taken, if the ids left below {@link
   * BufferPool#limitIds the limit} are too few.
   *
   * <p>LatchOrder.tla: TakeShare.
   */
  public @Nullable Reservation tryReserve(int pages) {
    prepareToReserve();
    reservation = Reservation.take(core, this, pages);
    return reservation;
  }

  /**
   * Takes all that one new page of this very id will need, also above {@link BufferPool#limitIds
   * the limit}: for pages whose place an engine has to know. Otherwise like {@link #reserve}.
   *
   * @throws IllegalStateException if the id was handed out already
   */
  public Reservation reservePage(long pageId) {
    prepareToReserve();
    Reservation taken = Reservation.takePage(core, this, pageId);
    reservation = taken;
    return taken;
  }

  private void prepareToReserve() {
    requireActive();
    requireNothingLatched("reserve");
    if (reservation != null) {
      throw new IllegalStateException("this operation holds a reservation already: close it first");
    }
    unpin(); // who waits for much keeps nothing that others may wait for
  }

  void reservationClosed() {
    reservation = null;
  }

  // ---- restarts

  /** How often this operation was sent back. */
  public int restarts() {
    return restarts;
  }

  /** Whether a reader should now take shared latches on its way down. */
  public boolean shouldDescendShared() {
    return restarts >= RESTARTS_BEFORE_SHARED;
  }

  /**
   * Prepares the next try after a fix, an upgrade or a validation said no. Waits for what could not
   * be waited for under latches; nothing may be latched.
   *
   * <p>LatchOrder.tla: BringIn.
   */
  public void restart() {
    requireActive();
    requireNothingLatched("restart");
    releaseGuards(0);
    lateFault = null;
    restarts++;
    core.counters.restarts.increment();
    if (blockedAt != Frames.NO_PAGE) {
      long pageId = blockedAt;
      blockedAt = Frames.NO_PAGE;
      loadAndPin(pageId);
    }
  }

  void blockedAt(long pageId) {
    blockedAt = pageId;
  }

  /**
   * The failure that {@link #restart()} met when it loaded this page, once. It is raised only now
   * because the way to the page has to be proved again first (rule P5).
   */
  @Nullable RuntimeException takeLateFault(long pageId) {
    if (lateFault == null || lateFaultPage != pageId) {
      return null;
    }
    RuntimeException fault = lateFault;
    lateFault = null;
    return fault;
  }

  /**
   * Brings the page in, waits until nobody is changing it, and pins it. Pins are few, and only an
   * accelerator: with too many of them nothing could be evicted any more, so over the limit the
   * page is brought in and takes its chances.
   */
  private void loadAndPin(long pageId) {
    unpin();
    long entry = core.table.entry(pageId);
    boolean mayPin = core.pins.incrementAndGet() <= core.mostPins;
    try {
      long word = core.latch.awaitVersion(entry);
      while (!LatchWord.isFree(word)) {
        if (mayPin ? core.table.tryPin(entry) : LatchWord.isResident(word)) {
          pinned = mayPin ? entry : PageTable.NO_ENTRY;
          return;
        }
        core.loader.load(pageId, entry, true);
        word = core.latch.awaitVersion(entry);
      }
    } catch (RuntimeException e) {
      lateFault = e;
      lateFaultPage = pageId;
    } finally {
      if (pinned == PageTable.NO_ENTRY) {
        core.pins.decrementAndGet();
      }
    }
  }

  private void unpin() {
    if (pinned != PageTable.NO_ENTRY) {
      core.table.unpin(pinned);
      pinned = PageTable.NO_ENTRY;
      core.pins.decrementAndGet();
    }
  }

  // ---- statistics

  /** Counted without a shared counter; read by others when statistics are asked for. */
  void hit() {
    HITS.setOpaque(this, hits + 1);
  }

  long hits() {
    return (long) HITS.getOpaque(this);
  }
}
