package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.node.Node;
import java.util.ArrayList;
import java.util.List;

/** Reads several keys at one instant. */
public final class GroupRead {

  private final List<Request> requests;
  private final ChainReference chain = new ChainReference();

  private GroupRead(List<Request> requests) {
    this.requests = requests;
  }

  /**
   * Finds the values of all {@code requests}, which may be in any order.
   *
   * @throws IllegalArgumentException if they lie on more pages than an operation may hold
   */
  public static void read(List<Request> requests) {
    if (requests.isEmpty()) {
      return;
    }
    List<Request> ordered = new ArrayList<>(requests);
    ordered.sort(Request.LATCH_ORDER);
    TreeLocks.with(ordered, false, () -> new GroupRead(ordered).run());
  }

  private void run() {
    try (Visit visit = requests.get(0).tree.visitLocked()) {
      LeafGroup group = new LeafGroup(visit, requests);
      while (!visit.hasToLatch()) {
        if (readAll(visit, group, false) && readLong(visit)) {
          visit.tryToRepair();
          return;
        }
        visit.restart();
      }
      visit.space.mergeGate().close();
      try {
        while (!(readAll(visit, group, true) && readLong(visit))) {
          visit.restart();
        }
      } finally {
        visit.unfixAll();
        visit.space.mergeGate().open();
      }
    }
  }

  /** All leaves at one instant: the last read is behind all first reads, before all validations. */
  private boolean readAll(Visit visit, LeafGroup group, boolean latched) {
    if (!(latched ? group.latch(false, true) : group.read())) {
      return false;
    }
    for (Request request : requests) {
      read(visit, group.leafOf(request), request);
    }
    boolean valid = group.validate();
    visit.unfixAll();
    return valid;
  }

  private void read(Visit visit, PageGuard leaf, Request request) {
    long page = leaf.page();
    request.found = null;
    request.chain = null;
    int index = Node.find(page, visit.pageSize, request.key, request.key.length);
    if (index >= 0) {
      int cell = Node.cell(page, visit.pageSize, index);
      if (Node.isChained(page, cell)) {
        request.chain = new ChainReference().copyOf(chain.readFrom(page, visit.pageSize, cell));
      } else {
        byte[] value = new byte[Node.valueLength(page, visit.pageSize, cell)];
        Node.copyValue(page, visit.pageSize, cell, value);
        request.found = value;
      }
    }
  }

  private boolean readLong(Visit visit) {
    for (Request request : requests) {
      if (request.chain != null) {
        request.found = visit.leafRead.longValue(request.chain);
        if (request.found == null) {
          return false;
        }
      }
    }
    return true;
  }
}
