package dev.latchtree.pagefile;

import dev.latchtree.memory.MemoryRegion;
import java.nio.ByteBuffer;

/**
 * Where pages go that do not stay in memory: a {@link PageFile}, or {@link NoPageFile} for a pool
 * without one. Thread safe. Two calls for the same page must not overlap unless both read; the pool
 * sees to that (rule P1).
 */
public interface PageStore extends AutoCloseable {

  /** Whether pages can leave memory at all. */
  boolean isPersistent();

  /** Whether pages can be written at all. */
  boolean isWritable();

  /** For messages: the file's path. */
  String describe();

  /** Pages the file had when it was opened, its header page included. */
  long pagesAtOpen();

  /**
   * Reads a page into {@code region} at {@code offset} and proves it.
   *
   * @throws CorruptPageException if it is not the page that was written
   * @throws PageReadException if the device failed
   */
  void read(long pageId, MemoryRegion region, long offset);

  /**
   * Writes neighbouring pages, sealed by {@link PageSeal}, that fill {@code images}; durable after
   * the next {@link #sync}.
   *
   * @throws PageWriteException if the device failed; any part may have been written
   */
  void write(long firstPageId, ByteBuffer images);

  /**
   * Makes sure that the file has room for {@code pages} pages, with real blocks behind them.
   *
   * @throws PageFileFullException if the disk is full; pages that had room keep it
   */
  void ensureRoom(long pages);

  /** Whether a file of which {@code pages} are used should grow now, ahead of use. */
  boolean isRoomShort(long pages);

  /** Lets the file grow by a step if {@link #isRoomShort}. */
  void growAhead(long pages);

  /**
   * Fails if the store takes no reads and writes any more.
   *
   * @throws PageFileFailedException after a failed sync
   */
  void requireUsable();

  /** Pages the file has room for now. */
  long room();

  /** Gives back the space behind the first {@code pages} pages. */
  void truncate(long pages);

  /**
   * Makes all pages written so far durable.
   *
   * @throws PageFileFailedException if that failed, now or ever before; it is never tried again
   */
  void sync();

  @Override
  void close();
}
