package dev.latchtree.stress.jcstress;

import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.StorageLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One page file off the heap, under whatever name: as fast as memory, of a fixed size, and without
 * a memory of its writes, so that millions of states can use it. It knows no crash.
 */
final class MemoryStorage implements Storage, StorageFile {

  /** Sees each write before it lands. */
  @FunctionalInterface
  interface WriteWatch {
    void beforeWrite(ByteBuffer source, long position);
  }

  private final MemoryRegion region;
  private final WriteWatch watch;
  private volatile long size;

  MemoryStorage(long capacity, WriteWatch watch) {
    this.region = MemoryRegion.allocate(capacity);
    this.watch = watch;
    Memory.zero(region.base(), capacity);
  }

  // ---- the file

  @Override
  public int read(ByteBuffer target, long position) {
    int count = (int) Math.min(target.remaining(), size - position);
    if (count <= 0) {
      return -1;
    }
    region.copyOut(position, target, count);
    return count;
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    int count = source.remaining();
    requireRoom(position + count);
    watch.beforeWrite(source, position);
    region.copyIn(source, position, count);
    return count;
  }

  /** Memory that was never written is zero already. */
  @Override
  public void allocate(long position, long length) throws IOException {
    requireRoom(position + length);
  }

  private synchronized void requireRoom(long end) throws IOException {
    if (end > region.size()) {
      throw new IOException("no room for " + end + " bytes in " + region.size());
    }
    size = Math.max(size, end);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public synchronized void truncate(long newSize) {
    size = Math.min(size, newSize);
  }

  @Override
  public void sync() {}

  @Override
  public String describe() {
    return "memory file";
  }

  // ---- the directory

  @Override
  public StorageFile open(String name, OpenMode mode) {
    return this;
  }

  @Override
  public boolean exists(String name) {
    return size != 0;
  }

  @Override
  public List<String> list() {
    return List.of();
  }

  @Override
  public void delete(String name) {
    truncate(0);
  }

  @Override
  public void rename(String from, String to) {}

  @Override
  public void syncDirectory() {}

  @Override
  public StorageLock lock(String name) {
    return () -> {};
  }

  @Override
  public String describe(String name) {
    return name + " in memory";
  }

  /** Leaves the memory alone: it lives as long as the process. */
  @Override
  public void close() {}
}
