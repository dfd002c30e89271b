package dev.latchtree.lab.micro;

import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;

/** The work under a latch: eight cache lines of off-heap memory, read or changed. */
final class PageBytes implements AutoCloseable {

  private static final int LINES = 8;
  private static final int LINE = 64;

  private final MemoryRegion region = MemoryRegion.allocate((long) (LINES + 1) * LINE);

  PageBytes() {
    Memory.zero(region.base(), region.size());
  }

  /** A word on a cache line of its own, for a latch. */
  long latchWord() {
    return region.base();
  }

  long read() {
    long base = region.base() + LINE;
    long sum = 0;
    for (int line = 0; line < LINES; line++) {
      sum += Memory.getLong(base, line * LINE);
    }
    return sum;
  }

  void write() {
    long base = region.base() + LINE;
    for (int line = 0; line < LINES; line++) {
      Memory.putLong(base, line * LINE, Memory.getLong(base, line * LINE) + 1);
    }
  }

  @Override
  public void close() {
    region.close();
  }
}
