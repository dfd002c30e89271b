package dev.latchtree.tree;

import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.change.ChangeApplier;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.change.ChangeRecord;
import dev.latchtree.change.ImagedRecord;
import dev.latchtree.memory.YieldPoint;
import dev.latchtree.node.NodeLayout;
import dev.latchtree.node.SpaceMapPage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes one change: collects its pages, has the record written, applies it. The only way in which
 * the tree changes a page.
 *
 * <p>A page that has not changed since the last checkpoint began goes into the record as a whole;
 * if a checkpoint begins between that look and the record's LSN, the record is made again with
 * images of all pages (rule R2).
 *
 * <p>The order is that of rule P2: all pages of the record are marked dirty under their latches,
 * then the record gets its LSN, then it is applied, then the pages get the LSN. A page that the
 * record frees is let go of, and its id handed out again, only after that (rule T9). A record that
 * makes or frees a page also marks it on the space map. If the record is refused, a page that it
 * should have brought into use is free again.
 *
 * <p>For one thread; used again and again. Latches: entry: all pages of the record exclusive.
 * Meanwhile: a page of the space map too. Return: as at entry, but for a freed page.
 */
final class Change {

  private static final int USUAL_PAGES = 8;

  private final TreeSpace space;
  private final Operation operation;
  private final ChangeRecord record;
  private final ImagedRecord imaged;
  private final ChangeApplier applier;
  private final Room room;
  private PageGuard[] pages = new PageGuard[USUAL_PAGES];
  private int count;

  /** The page that the record brings into use. */
  private @Nullable PageGuard fresh;

  /** The page that comes into use or goes out of it, or {@link NodeLayout#NO_PAGE}. */
  private long marked;

  private boolean markedUsed;

  Change(TreeSpace space, Operation operation) {
    this.space = space;
    this.operation = operation;
    record = new ChangeRecord(space.pool().pageSize());
    imaged = new ImagedRecord(space.pool().pageSize());
    room = space.journal().newRoom();
    applier = new ChangeApplier(space.pool().pageSize());
  }

  /** Begins a record; its parts are to be written to what this returns. */
  ChangeRecord begin(ChangeKind kind) {
    count = 0;
    fresh = null;
    marked = NodeLayout.NO_PAGE;
    return record.begin(kind);
  }

  /** The record begun, for notes. */
  ChangeRecord record() {
    return record;
  }

  /** Room for what is made next. */
  Room room() {
    return room;
  }

  /** Says that the record has parts about a page, all of which come one behind the other. */
  Change of(PageGuard page) {
    if (count == pages.length) {
      pages = Arrays.copyOf(pages, 2 * count);
    }
    pages[count++] = page;
    return this;
  }

  /** Like {@link #of}, of a page that the record brings into use: one at most. */
  Change ofNew(PageGuard page) {
    fresh = page;
    return mark(page, true);
  }

  /** Like {@link #ofNew}, of a page that the record marks itself. */
  Change ofNewMap(PageGuard page) {
    fresh = page;
    return of(page);
  }

  /** Like {@link #of}, of a page that the record frees: one at most, and not a new one too. */
  Change ofFreed(PageGuard page) {
    return mark(page, false);
  }

  private Change mark(PageGuard page, boolean used) {
    if (marked != NodeLayout.NO_PAGE) {
      throw new IllegalStateException(
          "pages %d and %d: a record makes or frees one".formatted(marked, page.pageId()));
    }
    marked = page.pageId();
    markedUsed = used;
    return of(page);
  }

  /** Makes the change; returns its LSN. */
  long make() {
    PageGuard map = operation.guard(Guards.MAP);
    boolean made = false;
    try {
      if (marked != NodeLayout.NO_PAGE) {
        markOn(map);
      }
      long lsn = append();
      made = true;
      apply(lsn);
      return lsn;
    } finally {
      map.unfix(); // after a failure, too: what was made before may have to be freed
      if (!made) {
        forgetFresh();
      }
    }
  }

  private void forgetFresh() {
    PageGuard unused = fresh;
    if (unused != null) {
      long id = unused.pageId();
      unused.discard();
      operation.recycle(id);
    }
  }

  /** Adds what the record means to the space map; its page is the last to be latched. */
  private void markOn(PageGuard map) {
    SpaceMap spaceMap = space.spaceMap();
    space.pageChanged();
    if (!map.fixExclusive(spaceMap.mapOf(marked), null)) {
      throw new AssertionError("a page of the space map is not in memory");
    }
    int index = spaceMap.indexOf(marked);
    if (SpaceMapPage.isUsed(map.page(), index) == markedUsed) {
      throw new IllegalStateException(
          "the space map says that page %d is %s already: it is damaged"
              .formatted(marked, markedUsed ? "in use" : "free"));
    }
    record.mark(map.pageId(), index, markedUsed);
    of(map);
  }

  /** Marks the pages dirty, then gets the record its LSN. Checkpoint.tla: ReadMark. */
  private long append() {
    record.complete();
    for (int i = 0; i < count; i++) {
      pages[i].markDirty();
    }
    YieldPoint.onPage("append", pages[0].pageId());
    Journal journal = space.journal();
    long imagesBelow = journal.imagesBelow();
    YieldPoint.onPage("get a place", pages[0].pageId());
    long lsn =
        isAnyBelow(imagesBelow)
            ? appendWithImages(imagesBelow, imagesBelow)
            : journal.append(room, record.bytes(), record.length(), imagesBelow);
    return lsn == Journal.IMAGES_MISSING
        ? appendWithImages(Long.MAX_VALUE, Journal.ALL_IMAGES)
        : lsn;
  }

  private boolean isAnyBelow(long lsn) {
    for (int i = 0; i < count; i++) {
      if (pages[i] != fresh && pages[i].pageLsn() < lsn) {
        return true;
      }
    }
    return false;
  }

  /** Appends the record with images of the pages whose LSN is below {@code below}. */
  private long appendWithImages(long below, long said) {
    byte[] plain = record.bytes();
    imaged.begin(record);
    int part = ChangeApplier.firstPart();
    for (int i = 0; i < count; i++) {
      int end = endOfParts(plain, part, pages[i].pageId());
      if (end == part) {
        throw new AssertionError("page %d has no part in its record".formatted(pages[i].pageId()));
      }
      if (pages[i].pageLsn() < below && !ChangeApplier.startsAfresh(plain, part)) {
        imaged.addImage(pages[i].pageId(), pages[i].page());
      }
      imaged.add(plain, part, end);
      part = end;
    }
    imaged.endParts();
    imaged.add(plain, part, record.length());
    imaged.end();
    return space.journal().append(room, imaged.bytes(), imaged.length(), said);
  }

  /** Where the parts end that are about a page. */
  private static int endOfParts(byte[] bytes, int first, long id) {
    int part = first;
    int end = ChangeApplier.endOfParts(bytes);
    while (part < end && ChangeApplier.pageId(bytes, part) == id) {
      part = ChangeApplier.nextPart(bytes, part);
    }
    return part;
  }

  private void apply(long lsn) {
    byte[] bytes = record.bytes();
    int part = ChangeApplier.firstPart();
    for (int i = 0; i < count; i++) {
      part = apply(bytes, part, pages[i], lsn);
    }
    if (part != ChangeApplier.endOfParts(bytes)) {
      throw new AssertionError("a part of the change is about no page that was named");
    }
  }

  /**
   * Applies all parts of one page; returns where those of the next one start. Checkpoint.tla:
   * Apply.
   */
  private int apply(byte[] bytes, int first, PageGuard page, long lsn) {
    long id = page.pageId();
    YieldPoint.onPage("apply", id);
    int part = first;
    boolean freed = false;
    int end = endOfParts(bytes, part, id);
    while (part < end) {
      applier.apply(bytes, part, page.page());
      freed |= ChangeApplier.frees(bytes, part);
      part = ChangeApplier.nextPart(bytes, part);
    }
    page.setPageLsn(lsn);
    if (freed != (id == marked && !markedUsed)) {
      throw new AssertionError("page %d is freed and not said to be, or not freed".formatted(id));
    }
    if (freed) {
      page.discard();
      operation.recycle(id);
    }
    return part;
  }
}
