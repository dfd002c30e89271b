package dev.latchtree.pagefile;

import dev.latchtree.memory.MemoryRegion;
import java.nio.ByteBuffer;

/** Stands in for a page file when a pool lives in memory alone: pages never leave it. */
public final class NoPageFile implements PageStore {

  @Override
  public boolean isPersistent() {
    return false;
  }

  @Override
  public boolean isWritable() {
    return false;
  }

  @Override
  public String describe() {
    return "memory";
  }

  @Override
  public long pagesAtOpen() {
    return 1; // page 0 is the file header, with or without a file
  }

  @Override
  public void read(long pageId, MemoryRegion region, long offset) {
    throw new IllegalStateException("page " + pageId + " was evicted from a pool without a file");
  }

  @Override
  public void write(long firstPageId, ByteBuffer images) {
    throw new IllegalStateException("page " + firstPageId + " written in a pool without a file");
  }

  @Override
  public void ensureRoom(long pages) {}

  @Override
  public boolean isRoomShort(long pages) {
    return false;
  }

  @Override
  public void growAhead(long pages) {}

  @Override
  public void requireUsable() {}

  @Override
  public long room() {
    return Long.MAX_VALUE;
  }

  @Override
  public void truncate(long pages) {}

  @Override
  public void sync() {}

  @Override
  public void close() {}
}
