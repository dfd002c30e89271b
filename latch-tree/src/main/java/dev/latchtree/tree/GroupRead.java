package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.memory.YieldPoint;
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
      requests.forEach(request -> request.tree.requireLive());
      LeafGroup group = new LeafGroup(visit, requests);
      while (!(visit.hasToLatch() ? readLatched(visit, group) : readValidated(visit, group))) {
        visit.restart();
      }
      visit.tryToRepair();
    }
  }

  /** All leaves at one instant: the last read is behind all first reads, before all validations. */
  private boolean readValidated(Visit visit, LeafGroup group) {
    if (!group.read()) {
      return false;
    }
    readAll(visit, group);
    long newest = group.newestLsn();
    boolean valid = group.validate();
    visit.unfixAll();
    if (valid) {
      visit.showsUpTo(newest);
    }
    return valid && readLong(visit);
  }

  /**
   * The same under latches. All long values found are registered before the latches are let go of
   * (rule T8): so none of them goes, and nothing has to be read again.
   */
  private boolean readLatched(Visit visit, LeafGroup group) {
    List<Long> registered = new ArrayList<>();
    try {
      if (!latch(visit, group)) {
        return false;
      }
      readAll(visit, group);
      visit.showsUpTo(group.newestLsn());
      for (Request request : requests) {
        if (request.chain != null) {
          visit.space.chainRegistry().register(request.chain.buildId());
          registered.add(request.chain.buildId());
        }
      }
      visit.unfixAll();
      boolean read = readLong(visit);
      if (!read) {
        requireWhole(visit);
      }
      return read;
    } finally {
      visit.unfixAll();
      visit.chains.unregister(registered);
    }
  }

  /** A long value that is registered, and yet cannot be read, is damaged. */
  private void requireWhole(Visit visit) {
    for (Request request : requests) {
      if (request.chain != null && request.found == null) {
        visit.chains.requireWhole(request.chain);
      }
    }
  }

  private static boolean latch(Visit visit, LeafGroup group) {
    MergeGate gate = visit.space.mergeGate();
    gate.close();
    try {
      return group.latch(false, true);
    } finally {
      gate.open();
    }
  }

  private void readAll(Visit visit, LeafGroup group) {
    for (Request request : requests) {
      read(visit, group.leafOf(request), request);
    }
  }

  private void read(Visit visit, PageGuard leaf, Request request) {
    YieldPoint.onPage("look for a key", leaf.pageId());
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
        request.found = visit.chains.read(request.chain);
        if (request.found == null) {
          return false;
        }
      }
    }
    return true;
  }
}
