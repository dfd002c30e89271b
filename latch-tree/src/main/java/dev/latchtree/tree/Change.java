package dev.latchtree.tree;

import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.change.ChangeApplier;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.change.ChangeRecord;
import dev.latchtree.memory.YieldPoint;
import java.util.Arrays;

/**
 * Makes one change: collects its pages, has the record written, applies it. The only way in which
 * the tree changes a page.
 *
 * <p>The order is that of rule P2: all pages of the record are marked dirty under their latches,
 * then the record gets its LSN, then it is applied, then the pages get the LSN. A page that the
 * record frees is let go of, and its id handed out again, only after that (rule T9).
 *
 * <p>For one thread; used again and again. Latches: entry: all pages of the record exclusive.
 * Return: the same, but for the freed ones.
 */
final class Change {

  private static final int USUAL_PAGES = 8;

  private final TreeSpace space;
  private final Operation operation;
  private final ChangeRecord record;
  private final ChangeApplier applier;
  private PageGuard[] pages = new PageGuard[USUAL_PAGES];
  private int count;

  Change(TreeSpace space, Operation operation) {
    this.space = space;
    this.operation = operation;
    record = new ChangeRecord(space.pool().pageSize());
    applier = new ChangeApplier(space.pool().pageSize());
  }

  /** Begins a record; its parts are to be written to what this returns. */
  ChangeRecord begin(ChangeKind kind) {
    count = 0;
    return record.begin(kind);
  }

  /** Says that the record has parts about a page, all of which come one behind the other. */
  Change of(PageGuard page) {
    if (count == pages.length) {
      pages = Arrays.copyOf(pages, 2 * count);
    }
    pages[count++] = page;
    return this;
  }

  /** Makes the change. */
  void make() {
    byte[] bytes = record.bytes();
    for (int i = 0; i < count; i++) {
      pages[i].markDirty();
    }
    if (record.frees()) {
      space.pageChanged(); // before the page is out of its place
    }
    YieldPoint.at("append", pages[0].pageId());
    long lsn = space.journal().append(bytes, record.length());
    int part = ChangeApplier.firstPart();
    for (int i = 0; i < count; i++) {
      part = apply(bytes, part, pages[i], lsn);
    }
    if (part != record.length()) {
      throw new AssertionError("a part of the change is about no page that was named");
    }
  }

  /** Applies all parts of one page; returns where those of the next one start. */
  private int apply(byte[] bytes, int first, PageGuard page, long lsn) {
    long id = page.pageId();
    YieldPoint.at("apply", id);
    int part = first;
    boolean freed = false;
    while (part < record.length() && ChangeApplier.pageId(bytes, part) == id) {
      applier.apply(bytes, part, page.page());
      freed |= ChangeApplier.frees(bytes, part);
      part = ChangeApplier.nextPart(bytes, part);
    }
    page.setPageLsn(lsn);
    if (freed) {
      page.discard();
      operation.recycle(id);
    }
    return part;
  }
}
