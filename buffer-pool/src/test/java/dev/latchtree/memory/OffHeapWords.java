package dev.latchtree.memory;

/** Words in a {@link MemoryRegion}, named by their handle, which must be 8-byte aligned. */
public final class OffHeapWords extends WordAccess {

  @Override
  public long getVolatile(long word) {
    return Memory.getLongVolatile(word, 0);
  }

  @Override
  public long get(long word) {
    return Memory.getLong(word, 0);
  }

  @Override
  public void putRelease(long word, long value) {
    Memory.putLongRelease(word, 0, value);
  }

  @Override
  public boolean cas(long word, long expected, long value) {
    return Memory.casLong(word, 0, expected, value);
  }

  @Override
  public long add(long word, long increment) {
    return Memory.addLong(word, 0, increment);
  }
}
