package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.memory.BytesCopy;
import dev.latchtree.memory.YieldPoint;
import dev.latchtree.node.Node;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** Reads one key. The read of its leaf is the moment at which the answer is true. */
final class LeafRead {

  private final Visit visit;
  private final ChainReference chain = new ChainReference();

  /** The long value that this visit has registered, see {@link ChainRegistry}. */
  private long registered;

  private boolean hasRegistered;

  LeafRead(Visit visit) {
    this.visit = visit;
  }

  /** Whether the target is there. */
  boolean contains() {
    while (true) {
      if (visit.descent.reach(0)) {
        PageGuard leaf = visit.descent.at();
        boolean found = find(leaf) >= 0;
        if (visit.showsIfValid(leaf)) {
          visit.tryToRepair();
          return found;
        }
      }
      visit.restart();
    }
  }

  /** The value of the target, or null. */
  byte @Nullable [] value() {
    while (true) {
      if (visit.descent.reach(0)) {
        PageGuard leaf = visit.descent.at();
        int found = find(leaf);
        if (found < 0) {
          if (visit.showsIfValid(leaf)) {
            visit.tryToRepair();
            return null;
          }
        } else {
          byte[] value = valueIn(leaf, Node.cell(leaf.page(), visit.pageSize, found));
          if (value != null) {
            visit.tryToRepair();
            return value;
          }
        }
      }
      visit.restart();
    }
  }

  /** The value of a cell; null if that has to be begun again. */
  private byte @Nullable [] valueIn(PageGuard leaf, int cell) {
    if (Node.isChained(leaf.page(), cell)) {
      return longValue(leaf, cell);
    }
    YieldPoint.onPage("copy a value", leaf.pageId());
    byte[] value = copy(leaf.page(), cell);
    return visit.showsIfValid(leaf) ? value : null;
  }

  /** The pages of the target's value, if it is a long one that nobody replaces meanwhile. */
  long[] pages() {
    while (!visit.descent.reach(0) || !visit.share(visit.descent.at())) {
      visit.restart();
    }
    PageGuard leaf = visit.descent.at();
    int found = find(leaf);
    int cell = found < 0 ? 0 : Node.cell(leaf.page(), visit.pageSize, found);
    if (found < 0 || !Node.isChained(leaf.page(), cell)) {
      return new long[0];
    }
    chain.readFrom(leaf.page(), visit.pageSize, cell);
    visit.unfixAll();
    return visit.chains.pages(chain);
  }

  private byte[] copy(long page, int cell) {
    byte[] value = new byte[Node.valueLength(page, visit.pageSize, cell)];
    Node.copyValue(page, visit.pageSize, cell, value);
    return value;
  }

  /** Appends the value of the target to a buffer; answers whether there is one. */
  boolean copyTo(Bytes<?> buffer) {
    long start = buffer.writePosition();
    while (true) {
      if (visit.descent.reach(0)) {
        PageGuard leaf = visit.descent.at();
        int found = find(leaf);
        if (found < 0) {
          if (visit.showsIfValid(leaf)) {
            visit.tryToRepair();
            return false;
          }
        } else if (append(leaf, found, buffer)) {
          visit.tryToRepair();
          return true;
        }
        buffer.writePosition(start);
      }
      visit.restart();
    }
  }

  private boolean append(PageGuard leaf, int index, Bytes<?> buffer) {
    long page = leaf.page();
    int cell = Node.cell(page, visit.pageSize, index);
    if (Node.isChained(page, cell)) {
      byte[] value = longValue(leaf, cell);
      if (value != null) {
        buffer.write(value);
      }
      return value != null;
    }
    int start = Node.valueStart(page, visit.pageSize, cell);
    int length = Math.min(Node.valueLength(page, visit.pageSize, cell), visit.pageSize - start);
    if (!leaf.validate()) {
      return false; // a torn length may be more than the buffer takes
    }
    BytesCopy.append(page + start, length, buffer);
    return visit.showsIfValid(leaf);
  }

  private int find(PageGuard leaf) {
    YieldPoint.onPage("look for a key", leaf.pageId());
    return Node.find(leaf.page(), visit.pageSize, visit.target.key(), visit.target.length());
  }

  /** Reads a value out of its pages; null if that has to be begun again. */
  private byte @Nullable [] longValue(PageGuard leaf, int cell) {
    chain.readFrom(leaf.page(), visit.pageSize, cell);
    return visit.showsIfValid(leaf) ? longValue(chain) : null;
  }

  /**
   * Reads a value that a valid leaf referred to; null if it was replaced before it could be read.
   * If that happens again and again its build id is registered.
   */
  byte @Nullable [] longValue(ChainReference reference) {
    visit.unfixAll();
    if (hasRegistered && registered != reference.buildId()) {
      unregister();
    }
    if (!hasRegistered && visit.hasToLatch()) {
      registered = reference.buildId();
      hasRegistered = true;
      visit.space.chainRegistry().register(registered);
      return null; // the leaf has to be read again
    }
    byte[] value = visit.chains.read(reference);
    if (value == null && hasRegistered) {
      visit.chains.requireWhole(reference); // nobody frees a registered one
    }
    if (value != null) {
      unregister();
    }
    return value;
  }

  /** Frees what became free meanwhile. */
  void unregister() {
    if (hasRegistered) {
      hasRegistered = false;
      visit.chains.unregister(registered);
    }
  }
}
