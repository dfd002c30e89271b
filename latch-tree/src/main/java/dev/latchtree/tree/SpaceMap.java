package dev.latchtree.tree;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.buffer.Reservation;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.change.ChangeRecord;
import dev.latchtree.memory.Locks;
import dev.latchtree.node.SpaceMapPage;
import java.util.BitSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which pages of a store are in use, in pages of its own (rule T9). Map page {@code k} is about the
 * ids from {@code k * span + 1} to {@code (k + 1) * span}:
 *
 * <pre>
 *  page   1          the first map page, which marks itself
 *         2          the root of the catalog
 *         ...
 *         span       map page 1, marked on map page 0
 *         span + 1   the first id that map page 1 is about
 *         ...
 *         2 * span   map page 2, marked on map page 1
 * </pre>
 *
 * So whether a map page exists is written on the one before it, and no page has to be read to find
 * out that it was never written.
 *
 * <p><b>A map page comes before the ids it is about.</b> The pool hands out no id from the place of
 * the next map page on. Whoever finds the ids short makes that page, in a record of its own and
 * with nothing latched, and only then raises the limit; so nobody else is ever given its id, and
 * whoever is given another one finds its map page there.
 *
 * <p><b>Latches.</b> Of map pages a thread latches one at a time, behind all other pages (rule T1),
 * and waits for nothing while it holds it; so it may wait for it under any latches. For that the
 * map pages stay in memory.
 */
public final class SpaceMap {

  private static final long FIRST_PLACE = 1;

  /** With fewer the second map page would be where the catalog's root has to be. */
  private static final int LEAST_SPAN = 3;

  private final TreeSpace space;
  private final BufferPool pool;
  private final int span;

  /** Held while a map page is made; nothing is latched. */
  private final ReentrantLock growing = Locks.newLock();

  private volatile int maps;

  /**
   * The map of a store that has no pages yet, or will be {@link #load loaded}.
   *
   * @param span ids that one map page is about
   */
  SpaceMap(TreeSpace space, int span) {
    int most = SpaceMapPage.capacity(space.pool().pageSize());
    if (span < LEAST_SPAN || span > most) {
      throw new IllegalArgumentException(
          "span %d is not in %d to %d".formatted(span, LEAST_SPAN, most));
    }
    this.space = space;
    this.span = span;
    pool = space.pool();
    pool.limitIds(place(0));
  }

  /** How many ids a map page can be about. */
  public static int largestSpan(int pageSize) {
    return SpaceMapPage.capacity(pageSize);
  }

  private long place(int map) {
    return Math.max(FIRST_PLACE, (long) map * span);
  }

  private long firstId(int map) {
    return (long) map * span + 1;
  }

  /** The map page on which a page is marked. */
  long mapOf(long pageId) {
    return place(Math.toIntExact((pageId - 1) / span));
  }

  /** The number of the bit that is about a page. */
  int indexOf(long pageId) {
    return (int) ((pageId - 1) % span);
  }

  // ---------------------------------------------------------------- new map pages

  /** Reserves new pages, all of whose ids have their map page. Latches: none. */
  Reservation reserve(Operation operation, int pages) {
    while (true) {
      int known = maps;
      Reservation taken = operation.tryReserve(pages);
      if (taken != null) {
        return taken;
      }
      growing.lock();
      try {
        if (maps == known) {
          addMap(operation);
        }
      } finally {
        growing.unlock();
      }
    }
  }

  /** Makes the next map page; if that fails there is none, and it may be tried again. */
  private void addMap(Operation operation) {
    int map = maps;
    long id = place(map);
    pool.requirePinnable();
    try (Reservation room = operation.reservePage(id)) {
      PageGuard page = operation.guard(Guards.FRESH);
      page.unfix();
      space.pageChanged();
      Change change = new Change(space, operation);
      change.room().take(pool.pageSize(), 2);
      try {
        page.fixNew(room);
        record(change, map, page);
      } finally {
        change.room().giveBack();
      }
      page.pin();
      page.unfix();
    }
    opened(map);
  }

  private void record(Change change, int map, PageGuard page) {
    long id = page.pageId();
    ChangeRecord record = change.begin(ChangeKind.CREATE_SPACE_MAP);
    record.createMap(id, firstId(map), span);
    if (map == 0) {
      record.mark(id, indexOf(id), true);
      change.ofNewMap(page).make();
    } else {
      change.ofNew(page).make();
    }
  }

  private void opened(int map) {
    maps = map + 1;
    pool.limitIds(place(map + 1));
  }

  // ---------------------------------------------------------------- all of it

  /**
   * Finds the map pages of a store that was just opened, and makes the ids of all pages that are
   * not in use available. No tree was changed yet.
   *
   * @throws IllegalStateException if a page that should be a map page is none
   */
  public void load() {
    try (Operation operation = pool.begin()) {
      boolean more = true;
      while (more) {
        more = loadMap(operation, maps);
      }
    }
    long end = pool.highWater();
    BitSet used = usedPages();
    for (long id = FIRST_PLACE; id < end; id++) {
      if (!used.get(Math.toIntExact(id))) {
        pool.declareFree(id);
        pool.recycle(id);
      }
    }
  }

  /** Reads a map page that exists; answers whether the next one does. */
  private boolean loadMap(Operation operation, int map) {
    PageGuard page = operation.guard(Guards.MAP);
    page.fixShared(place(map), null);
    if (!SpaceMapPage.is(page.page(), firstId(map), span)) {
      throw new IllegalStateException(
          "page %d is not the map of %d pages from page %d on"
              .formatted(place(map), span, firstId(map)));
    }
    page.pin();
    boolean more = SpaceMapPage.isUsed(page.page(), indexOf(place(map + 1)));
    page.unfix();
    opened(map);
    return more;
  }

  /** The ids of all pages that are marked as in use. */
  public BitSet usedPages() {
    BitSet used = new BitSet();
    try (Operation operation = pool.begin()) {
      PageGuard page = operation.guard(Guards.MAP);
      for (int map = 0; map < maps; map++) {
        page.fixShared(place(map), null);
        SpaceMapPage.addUsed(page.page(), used);
        page.unfix();
      }
    }
    return used;
  }

  /** The ids of the map pages themselves. */
  public BitSet mapPages() {
    BitSet pages = new BitSet();
    for (int map = 0; map < maps; map++) {
      pages.set(Math.toIntExact(place(map)));
    }
    return pages;
  }
}
