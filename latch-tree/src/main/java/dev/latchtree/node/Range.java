package dev.latchtree.node;

/**
 * The keys that a node is for: from the low fence, inclusive, to the high fence, exclusive, or
 * without end. Copies of the fences in memory of its own, used again and again; for one thread.
 */
public final class Range {

  private final int pageSize;
  private final byte[] low;
  private final byte[] high;
  private int lowLength;
  private int highLength;
  private boolean infinite = true;

  public Range(int pageSize) {
    this.pageSize = pageSize;
    low = new byte[NodeLayout.maxKeyLength(pageSize)];
    high = new byte[NodeLayout.maxKeyLength(pageSize)];
  }

  /** Becomes the range of all keys. */
  public Range setAll() {
    lowLength = 0;
    highLength = 0;
    infinite = true;
    return this;
  }

  /** Becomes the range of {@code page}. */
  public Range setFrom(long page) {
    return setLowFrom(page).setHighFrom(page);
  }

  /** Starts where {@code page} starts. */
  public Range setLowFrom(long page) {
    lowLength = Node.copyLow(page, pageSize, low);
    return this;
  }

  /** Ends where {@code page} ends. */
  public Range setHighFrom(long page) {
    infinite = Node.isRightmost(page);
    highLength = infinite ? 0 : Node.copyHigh(page, pageSize, high);
    return this;
  }

  /** Starts at {@code key}. */
  public Range setLow(byte[] key, int length) {
    System.arraycopy(key, 0, low, 0, length);
    lowLength = length;
    return this;
  }

  /** Ends before {@code key}. */
  public Range setHigh(byte[] key, int length) {
    System.arraycopy(key, 0, high, 0, length);
    highLength = length;
    infinite = false;
    return this;
  }

  /** The low fence, in the first {@link #lowLength} bytes; not to be changed. */
  public byte[] low() {
    return low;
  }

  public int lowLength() {
    return lowLength;
  }

  /** The high fence, in the first {@link #highLength} bytes; not to be changed. */
  public byte[] high() {
    return high;
  }

  public int highLength() {
    return highLength;
  }

  /** Whether there is no high fence. */
  public boolean isInfinite() {
    return infinite;
  }

  /** Bytes that all keys of the range have in common at their start. */
  int commonPrefix() {
    return infinite ? 0 : Keys.commonPrefix(low, lowLength, high, highLength);
  }

  /** Bytes of a page up to its heads. */
  int fencesSize() {
    int end = NodeLayout.FENCES + lowLength + highLength;
    return (end + NodeLayout.HEAD_SIZE - 1) & -NodeLayout.HEAD_SIZE;
  }
}
