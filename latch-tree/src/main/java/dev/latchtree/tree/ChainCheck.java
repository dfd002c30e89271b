package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.node.NodeLayout;
import dev.latchtree.node.OverflowPage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at the long values of leaves: each may have more pages than memory holds, so nothing is
 * latched then.
 *
 * <p><b>Why they stay.</b> A value is noted, and its build id registered, while its leaf is held
 * shared: nobody has removed it, and whoever removes it later leaves its pages to the registry
 * (rule T8), until {@link #letGo}.
 */
final class ChainCheck {

  private record Found(long leaf, int index, ChainReference chain) {}

  private final TreeCheck check;
  private final Map<Long, Found> found = new LinkedHashMap<>();

  ChainCheck(TreeCheck check) {
    this.check = check;
  }

  /** Notes a long value in a cell of a leaf that is held shared. */
  void note(Visit visit, PageGuard leaf, int index, int cell) {
    ChainReference chain = new ChainReference().readFrom(leaf.page(), visit.pageSize, cell);
    if (found.putIfAbsent(chain.buildId(), new Found(leaf.pageId(), index, chain)) == null) {
      visit.space.chainRegistry().register(chain.buildId());
    }
  }

  /** Looks at all that was noted. */
  void run(Visit visit) {
    visit.unfixAll();
    found.values().forEach(value -> look(visit, value));
  }

  /** Forgets what was noted: from here on its pages may be freed. */
  void letGo(Visit visit) {
    visit.unfixAll();
    List<Long> builds = List.copyOf(found.keySet());
    found.clear();
    visit.chains.unregister(builds);
  }

  private void look(Visit visit, Found value) {
    long id = value.chain.head();
    long length = 0;
    PageGuard page = visit.guard(Guards.CHILD);
    for (int i = 0; id != NodeLayout.NO_PAGE; i++) {
      if (!page.fixRememberedShared(id)) {
        wrong(value, "page %d of it is free".formatted(id));
        return;
      }
      if (!OverflowPage.is(page.page(), value.chain.buildId(), i)) {
        page.unfix();
        wrong(value, "page %d is not part %d".formatted(id, i));
        return;
      }
      check.seen(page);
      length += OverflowPage.length(page.page(), visit.pageSize);
      id = OverflowPage.next(page.page());
      page.unfix();
    }
    if (length != value.chain.length()) {
      wrong(value, "%d bytes of %d".formatted(length, value.chain.length()));
    }
  }

  private void wrong(Found value, String what) {
    check.wrong(value.leaf, value.index, "LONG_VALUE_IS_WHOLE", what);
  }
}
