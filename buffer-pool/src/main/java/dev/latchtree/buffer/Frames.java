package dev.latchtree.buffer;

import dev.latchtree.memory.MemoryRegion;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The memory that pages lie in, and which page lies where. Frames are numbered from 1; frame 0
 * exists but never holds a page, so that an optimistic reader that catches an entry without a frame
 * still reads inside the region before its validation fails.
 *
 * <p>The owner of a frame is changed by whoever holds the page's exclusive latch, and read as a
 * hint: whoever acts on it latches the page and looks again.
 */
final class Frames implements AutoCloseable {

  /** No page has this id in any file: page 0 is the file's header. */
  static final long NO_PAGE = 0;

  private final MemoryRegion region;
  private final long base;
  private final int shift;
  private final int count;
  private final AtomicLongArray owners;

  Frames(int count, int pageSize) {
    this.count = count;
    this.shift = Integer.numberOfTrailingZeros(pageSize);
    this.region = MemoryRegion.allocate((count + 1L) << shift);
    this.base = region.base();
    this.owners = new AtomicLongArray(count + 1);
  }

  int count() {
    return count;
  }

  /** Handle of the page in {@code frame}. */
  long address(int frame) {
    return base + ((long) frame << shift);
  }

  MemoryRegion region() {
    return region;
  }

  long offset(int frame) {
    return (long) frame << shift;
  }

  long owner(int frame) {
    return owners.get(frame);
  }

  void setOwner(int frame, long pageId) {
    owners.set(frame, pageId);
  }

  @Override
  public void close() {
    region.close();
  }
}
