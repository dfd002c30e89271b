package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.change.ChangeRecord;
import dev.latchtree.change.LooseEnd;
import dev.latchtree.node.NodeLayout;
import dev.latchtree.node.OverflowPage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values that are too long for their leaf: written before the leaf refers to them, read page by
 * page without latches, freed after the leaf has let go of them (rule T8). Each page is a change of
 * its own, so a value may be much larger than the pool.
 */
final class Chains {

  /** The longest value. */
  static final int MAX_LENGTH = 1 << 30;

  private final Visit visit;
  private final ChainReference written = new ChainReference();
  private long head;

  Chains(Visit visit) {
    this.visit = visit;
  }

  /**
   * Writes a value, the last page first, so that each page knows the next one when it is made.
   * Nothing is latched. If it cannot be written to its end all its pages are free again.
   *
   * @return what refers to it; good until the next call
   */
  ChainReference write(byte[] value, int length) {
    int capacity = OverflowPage.capacity(visit.pageSize);
    long buildId = visit.space.chainRegistry().newBuildId();
    int pages = pagesFor(length);
    head = NodeLayout.NO_PAGE;
    int index = pages;
    boolean complete = false;
    try {
      while (index > 0) {
        visit.reserve(1);
        writePage(buildId, index - 1, value, capacity * (index - 1), length);
        index--;
      }
      complete = true;
    } finally {
      if (!complete) {
        freeFrom(head, buildId, index);
      }
    }
    return written.set(buildId, head, length);
  }

  private void writePage(long buildId, int index, byte[] value, int from, int length) {
    PageGuard page = visit.fixFresh();
    int size = Math.min(OverflowPage.capacity(visit.pageSize), length - from);
    visit
        .change
        .begin(ChangeKind.WRITE_OVERFLOW)
        .createOverflow(page.pageId(), buildId, index, head, value, from, size)
        .loosen(new LooseEnd(LooseEnd.Kind.VALUE, buildId, index, page.pageId()));
    visit.change.ofNew(page).make();
    head = page.pageId();
    page.unfix();
  }

  /** Reads a value; null if it was removed and its pages are others' by now. Nothing is latched. */
  byte @Nullable [] read(ChainReference reference) {
    byte[] value = new byte[reference.length()];
    long next = reference.head();
    int done = 0;
    int index = 0;
    while (done < value.length) {
      PageGuard page = visit.guard(Guards.CHILD);
      if (!fix(page, next)) {
        return null;
      }
      int length = OverflowPage.length(page.page(), visit.pageSize);
      boolean isIt =
          OverflowPage.is(page.page(), reference.buildId(), index)
              && length <= value.length - done
              && length > 0;
      if (!isIt) {
        page.unfix();
        return null;
      }
      OverflowPage.copy(page.page(), value, done, length);
      next = OverflowPage.next(page.page());
      boolean valid = page.validate();
      page.unfix();
      if (!valid) {
        return null;
      }
      done += length;
      index++;
    }
    return value;
  }

  private int pagesFor(int length) {
    int capacity = OverflowPage.capacity(visit.pageSize);
    return (length + capacity - 1) / capacity;
  }

  /** The ids of a value's pages; nobody replaces it meanwhile. Nothing is latched. */
  long[] pages(ChainReference reference) {
    long[] ids = new long[pagesFor(reference.length())];
    long next = reference.head();
    for (int i = 0; i < ids.length; i++) {
      ids[i] = next;
      PageGuard page = visit.guard(Guards.CHILD);
      page.fixShared(next, null);
      next = OverflowPage.next(page.page());
      page.unfix();
    }
    return ids;
  }

  /**
   * Finds out why a value cannot be read though nobody may free it. Nothing is latched.
   *
   * @throws RuntimeException naming the page that is missing or another one
   */
  void requireWhole(ChainReference reference) {
    long next = reference.head();
    for (int i = 0; i < pagesFor(reference.length()); i++) {
      PageGuard page = visit.guard(Guards.CHILD);
      page.fixShared(next, null);
      boolean isIt = OverflowPage.is(page.page(), reference.buildId(), i);
      long following = OverflowPage.next(page.page());
      page.unfix();
      if (!isIt) {
        throw new IllegalStateException(
            "page %d is not part %d of the value that it should be a part of: the pages are damaged"
                .formatted(next, i));
      }
      next = following;
    }
  }

  /** A shared latch, held for a copy only: the page may be gone, or others'. */
  private static boolean fix(PageGuard page, long id) {
    return page.fixRememberedShared(id);
  }

  /** The end of {@link ChainRegistry#register}: frees what became free meanwhile. */
  void unregister(long buildId) {
    unregister(List.of(buildId));
  }

  /** The same for several: none stays registered, even should freeing one of them fail. */
  void unregister(List<Long> buildIds) {
    List<ChainReference> removed = new ArrayList<>();
    for (long buildId : buildIds) {
      removed.addAll(visit.space.chainRegistry().unregister(buildId));
    }
    if (visit.space.journal().isWritable()) { // else recovery frees them
      removed.forEach(this::free);
    }
  }

  /** Frees a value that nothing refers to any more. Nothing is latched. */
  void free(ChainReference removed) {
    if (!visit.space.chainRegistry().leaveToReaders(removed)) {
      freeFrom(removed.head(), removed.buildId(), 0);
    }
  }

  /** Frees what is left of a value that a crash has left behind. Nothing is latched. */
  void free(LooseEnd end) {
    freeFrom(end.page(), end.id(), end.index());
  }

  private void freeFrom(long first, long buildId, int firstIndex) {
    long next = first;
    int index = firstIndex;
    while (next != NodeLayout.NO_PAGE) {
      visit.admitShapes(1);
      PageGuard page = visit.guard(Guards.CHILD);
      if (!page.fixExclusive(next, null)) {
        throw new AssertionError("a page with no parent was waited for in vain");
      }
      if (!OverflowPage.is(page.page(), buildId, index)) {
        throw new IllegalStateException(
            "page %d should be number %d of a long value and is not".formatted(next, index));
      }
      long following = OverflowPage.next(page.page());
      ChangeRecord record = visit.change.begin(ChangeKind.FREE_OVERFLOW).free(next);
      if (following == NodeLayout.NO_PAGE) {
        record.tie(LooseEnd.Kind.VALUE, buildId);
      } else {
        record.loosen(new LooseEnd(LooseEnd.Kind.VALUE, buildId, index + 1, following));
      }
      visit.change.ofFreed(page).make();
      next = following;
      index++;
    }
  }
}
