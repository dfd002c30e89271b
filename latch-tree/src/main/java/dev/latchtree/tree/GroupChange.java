package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.change.ChangeRecord;
import dev.latchtree.change.LooseEnd;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes several keys at once: all their leaves are latched, and the change is one record (rule
 * T6). Leaves without room are divided before, with nothing held; whether there is room still is
 * looked at again under the latches.
 */
public final class GroupChange {

  private static final System.Logger LOG = System.getLogger("dev.latchtree.tree");

  /** After so many rounds nobody merges, and one group after the other has its turn. */
  private static final int PATIENCE = 8;

  /** Leaves that may come between those located before they are latched. */
  private static final int SPARE_LEAVES = 4;

  /** Bytes of a record for each key, besides key and value: a part's header and two notes. */
  private static final int KEY_OVERHEAD = 72;

  private final Visit visit;
  private final List<Request> requests;
  private final LeafGroup group;
  private final ChainReference chain = new ChainReference();
  private final List<ChainReference> removed = new ArrayList<>();
  private final List<Request> emptied = new ArrayList<>();

  private GroupChange(Visit visit, List<Request> requests) {
    this.visit = visit;
    this.requests = requests;
    group = new LeafGroup(visit, requests);
  }

  /**
   * Makes all changes or none.
   *
   * @param requests in any order, each key once
   * @throws IllegalArgumentException if they lie on more pages than an operation may hold
   */
  public static void make(List<Request> requests) {
    make(requests, true);
  }

  /** Like {@link #make(List)}, but waits for nothing; returns the LSN to wait for, or -1. */
  public static long makeAndLeave(List<Request> requests) {
    return make(requests, false);
  }

  private static long make(List<Request> requests, boolean waits) {
    if (requests.isEmpty()) {
      return -1;
    }
    List<Request> ordered = new ArrayList<>(requests);
    ordered.sort(Request.LATCH_ORDER);
    ordered.forEach(
        request ->
            request.tree.requireStorable(
                request.key.length, request.value == null ? 0 : request.value.length));
    Tree first = ordered.get(0).tree;
    boolean lockLast = first.space().isLockHeldThroughCommit();
    Journal journal = first.space().journal();
    long[] lsn = new long[1];
    TreeLocks.with(
        ordered,
        true,
        () -> {
          lsn[0] = run(ordered);
          if (waits && lockLast && lsn[0] >= 0) {
            journal.commit(lsn[0]);
          }
        });
    if (waits && !lockLast && lsn[0] >= 0) {
      journal.commit(lsn[0]);
    }
    return lsn[0];
  }

  private static long run(List<Request> ordered) {
    try (Visit visit = ordered.get(0).tree.visitLocked()) {
      ordered.forEach(request -> request.tree.requireLive());
      new GroupChange(visit, ordered).run();
      return visit.leaveCommit();
    }
  }

  private void run() {
    boolean made = false;
    visit.requireRoomForGroup(recordSize(), 1); // before anything is done
    try {
      writeLong();
      changeAll();
      made = true;
    } finally {
      if (!made) {
        visit.unfixAll();
        visit.giveBackReserved();
        freeWritten();
      }
    }
    visit.giveBackReserved();
    requests.forEach(request -> request.chain = null); // the leaves' from here on
    removed.forEach(visit.chains::free);
    visit.repair();
    visit.change.room().giveBack(); // a merge may wait for room, and must not with some in hand
    emptied.forEach(this::leaveMerge);
  }

  /** Leaves a merge to others. If they have too many it is done now; the batch is in, whatever. */
  private void leaveMerge(Request request) {
    if (visit.space.giveUp(request.tree, 0, request.key)) {
      return;
    }
    try {
      request.tree.merge(0, request.key);
    } catch (RuntimeException e) {
      request.tree.counters().repairLeft();
      LOG.log(Level.WARNING, "a merge in tree %s failed".formatted(request.tree.name()), e);
    }
  }

  private void writeLong() {
    int longest = NodeLayout.maxInlineValue(visit.pageSize);
    for (Request request : requests) {
      if (request.value != null && request.value.length > longest) {
        ChainReference written = visit.chains.write(request.value, request.value.length);
        request.chain = new ChainReference().copyOf(written);
      }
    }
  }

  private void freeWritten() {
    for (Request request : requests) {
      if (request.chain != null) {
        ChainReference written = request.chain;
        request.chain = null; // the batch may be tried again
        visit.chains.free(written);
      }
    }
  }

  private void changeAll() {
    for (int round = 0; round < PATIENCE; round++) {
      if (tryChangeAll(false)) {
        return;
      }
    }
    visit.giveBackReserved(); // a merge that is waited for may need them
    visit.change.room().giveBack();
    visit.space.mergeGate().close();
    try {
      while (!tryChangeAll(true)) {
        Thread.onSpinWait();
      }
    } finally {
      visit.unfixAll();
      visit.space.mergeGate().open();
    }
  }

  /** Changes all, or makes room where there was none, or lets go of all because of others. */
  private boolean tryChangeAll(boolean mayWait) {
    if (!group.locate()) {
      visit.restart();
      return false;
    }
    visit.unfixAll();
    int leaves = group.located() + SPARE_LEAVES;
    visit.admitGroup(recordSize(), leaves);
    if (!group.latchLocated(true, mayWait) || group.held() > leaves) {
      visit.restart();
      return false;
    }
    int crowded = firstWithoutRoom();
    if (crowded >= 0) {
      visit.unfixAll();
      makeRoom(crowded);
      return false;
    }
    record();
    visit.unfixAll();
    return true;
  }

  /** Bytes of the record, at most, without images. */
  private long recordSize() {
    long size = 0;
    int inline = NodeLayout.maxInlineValue(visit.pageSize);
    for (Request request : requests) {
      int value = request.value == null ? 0 : Math.min(request.value.length, inline);
      size += KEY_OVERHEAD + request.key.length + value;
    }
    return size;
  }

  // ---------------------------------------------------------------- the change

  private void record() {
    ChangeRecord record = visit.change.begin(ChangeKind.BATCH);
    int leaf = -1;
    int shift = 0;
    for (Request request : requests) {
      PageGuard page = group.leafOf(request);
      if (request.value == null && find(page, request) < 0) {
        continue; // a page that nothing is changed on is none of the record's
      }
      if (request.leaf != leaf) {
        leaf = request.leaf;
        shift = 0;
        visit.change.of(page);
      }
      shift += add(record, page, request, shift);
    }
    if (leaf >= 0) {
      visit.mustCommit(visit.change.make());
    }
    for (Request request : requests) {
      PageGuard page = group.leafOf(request);
      if (request.value == null
          && page.pageId() != request.tree.rootId()
          && PageMerge.isUnderfull(page.page(), visit.pageSize)
          && (emptied.isEmpty() || emptied.get(emptied.size() - 1).leaf != request.leaf)) {
        emptied.add(request);
      }
    }
  }

  /** Adds a request's part to the record; returns by how much the cells behind it move. */
  private int add(ChangeRecord record, PageGuard leaf, Request request, int shift) {
    int found = find(leaf, request);
    if (found >= 0) {
      noteRemoved(record, leaf, found);
    }
    if (request.value == null) {
      if (found >= 0) {
        record.removeCell(leaf.pageId(), found + shift);
      }
      return found >= 0 ? -1 : 0;
    }
    boolean chained = request.chain != null;
    if (request.chain != null) {
      record.tie(LooseEnd.Kind.VALUE, request.chain.buildId());
    }
    byte[] value = request.cellValue();
    if (found >= 0) {
      record.setValue(leaf.pageId(), found + shift, value, 0, value.length, chained);
      return 0;
    }
    record.insertCell(
        leaf.pageId(),
        -found - 1 + shift,
        request.key,
        request.key.length,
        value,
        0,
        value.length,
        chained);
    return 1;
  }

  private void noteRemoved(ChangeRecord record, PageGuard leaf, int index) {
    int cell = Node.cell(leaf.page(), visit.pageSize, index);
    if (Node.isChained(leaf.page(), cell)) {
      visit.space.pageChanged(); // its pages are nobody's when the record is made
      chain.readFrom(leaf.page(), visit.pageSize, cell);
      record.loosen(chain.looseEnd());
      removed.add(new ChainReference().copyOf(chain));
    }
  }

  private int find(PageGuard leaf, Request request) {
    return Node.find(leaf.page(), visit.pageSize, request.key, request.key.length);
  }

  // ---------------------------------------------------------------- room

  /**
   * The first request of the first leaf that has no room for all that is to be put there, or -1.
   */
  private int firstWithoutRoom() {
    int first = 0;
    while (first < requests.size()) {
      int end = first;
      while (end < requests.size() && requests.get(end).leaf == requests.get(first).leaf) {
        end++;
      }
      if (!hasRoom(group.leafOf(requests.get(first)), first, end)) {
        return first;
      }
      first = end;
    }
    return -1;
  }

  /** What is removed or becomes shorter is not counted: it may come last. */
  private boolean hasRoom(PageGuard leaf, int first, int end) {
    int needed = 0;
    for (int i = first; i < end; i++) {
      needed += needed(leaf, requests.get(i));
    }
    return needed <= Node.freeSpace(leaf.page(), visit.pageSize);
  }

  private int needed(PageGuard leaf, Request request) {
    if (request.value == null) {
      return 0;
    }
    int length = request.cellValue().length;
    int found = find(leaf, request);
    if (found < 0) {
      int prefix = Node.prefixLength(leaf.page(), visit.pageSize);
      return NodeLayout.CELL_OVERHEAD + request.key.length - prefix + length;
    }
    int cell = Node.cell(leaf.page(), visit.pageSize, found);
    return Math.max(0, length - Node.valueLength(leaf.page(), visit.pageSize, cell));
  }

  /**
   * Divides the leaf of request {@code first}, if it still has no room for what is to be put there.
   */
  private void makeRoom(int first) {
    Request request = requests.get(first);
    Protocol protocol = visit.space.protocol();
    visit.moveTo(request.tree);
    visit.target.key(request.key, request.key.length);
    visit.reserve(protocol.pagesToDivide(visit));
    if (!protocol.latchToDivide(visit)) {
      visit.restart();
      return;
    }
    PageGuard leaf = visit.descent.at();
    int end = first;
    while (end < requests.size() && isIn(requests.get(end), request.tree, leaf)) {
      end++;
    }
    visit.target.key(request.key, request.key.length);
    if (!hasRoom(leaf, first, end) && visit.hasReserved(1)) {
      if (leaf.pageId() == visit.tree.rootId()) {
        visit.rootChange.grow(leaf);
      } else {
        divide(leaf, first, end);
        protocol.postDivided(visit, leaf);
      }
    }
    visit.unfixAll();
    visit.repair();
  }

  private boolean isIn(Request request, Tree tree, PageGuard leaf) {
    visit.target.key(request.key, request.key.length);
    return request.tree == tree && visit.target.endsIn(leaf.page());
  }

  /**
   * Divides a leaf between the requests that lie in it, if both sides have room for what is there
   * now; if not, or if there is only one, where that one needs it.
   */
  private void divide(PageGuard leaf, int first, int end) {
    int middle = middle(leaf, first, end);
    if (middle > first
        && visit.pageSplit.splitBetween(
                leaf, requests.get(middle - 1).key, requests.get(middle).key)
            != null) {
      return;
    }
    Request request = firstInNeed(leaf, first, end);
    int length = request.cellValue().length;
    int found = find(leaf, request);
    if (found >= 0) {
      visit.pageSplit.splitForValue(leaf, found, length);
    } else {
      visit.pageSplit.splitForCell(leaf, -found - 1, request.key, request.key.length, length);
    }
  }

  private Request firstInNeed(PageGuard leaf, int first, int end) {
    for (int i = first; i < end; i++) {
      if (needed(leaf, requests.get(i)) > 0) {
        return requests.get(i);
      }
    }
    throw new AssertionError("a leaf has no room for requests that need none");
  }

  /** The request at which half of what is needed is behind. */
  private int middle(PageGuard leaf, int first, int end) {
    int all = 0;
    for (int i = first; i < end; i++) {
      all += needed(leaf, requests.get(i));
    }
    int sum = 0;
    for (int i = first; i < end; i++) {
      sum += needed(leaf, requests.get(i));
      if (2 * sum >= all) {
        return sum == all && i > first ? i : Math.min(i + 1, end - 1);
      }
    }
    return end - 1;
  }
}
