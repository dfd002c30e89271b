package dev.latchtree.tree;

import dev.latchtree.change.LooseEnd;
import dev.latchtree.memory.LittleEndian;
import dev.latchtree.node.Node;

/**
 * What lies in a leaf instead of a value that is too long for it, little endian.
 *
 * <pre>
 *  offset size field
 *       0    8 build id  of the value
 *       8    8 head      page id of its first page
 *      16    8 length    of the value
 * </pre>
 */
final class ChainReference {

  static final int SIZE = 3 * Long.BYTES;

  private final byte[] bytes = new byte[SIZE];

  ChainReference set(long buildId, long head, long length) {
    LittleEndian.putLong(bytes, 0, buildId);
    LittleEndian.putLong(bytes, 8, head);
    LittleEndian.putLong(bytes, 16, length);
    return this;
  }

  /** Becomes that in a cell; without a latch it means nothing until the page is validated. */
  ChainReference readFrom(long page, int pageSize, int cell) {
    Node.copyValue(page, pageSize, cell, bytes);
    return this;
  }

  ChainReference copyOf(ChainReference other) {
    System.arraycopy(other.bytes, 0, bytes, 0, SIZE);
    return this;
  }

  byte[] bytes() {
    return bytes;
  }

  long buildId() {
    return LittleEndian.getLong(bytes, 0);
  }

  long head() {
    return LittleEndian.getLong(bytes, 8);
  }

  /** The value it refers to, once it has lost its place. */
  LooseEnd looseEnd() {
    return new LooseEnd(LooseEnd.Kind.VALUE, buildId(), 0, head());
  }

  int length() {
    return (int) LittleEndian.getLong(bytes, 16);
  }
}
