package dev.latchtree.buffer;

import dev.latchtree.latch.LatchWord;
import dev.latchtree.memory.Locks;
import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One entry per page id: the page's latch word and, beside it, where the page is.
 *
 * <pre>
 *  latch word   see {@link LatchWord}; it belongs to the page id, not to the frame
 *  frame word    63              49  48  47          32 31                            0
 *               +------------------+---+--------------+-------------------------------+
 *               |        0         | G |     pins     |             frame             |
 *               +------------------+---+--------------+-------------------------------+
 *    frame  0 = not in memory; changed only under the exclusive latch
 *    pins   operations that need the page to stay in its frame without holding its latch
 *    G      WRITING: one thread owns the way of this page to the file (rule P1)
 * </pre>
 *
 * <p>Entries are never moved and never given back before the table is closed, so that an optimistic
 * reader may look at any id at any time, also after the file was truncated (rule P5). The table
 * grows by chunks: a longer spine is published in one release store, readers of the old one simply
 * do not know the new ids yet.
 *
 * <p>The frame word changes by compare-and-set only. An optimistic reader reads the frame after the
 * latch word (a volatile read keeps that order) and validates the latch word later: had the frame
 * changed in between, so had the version.
 */
final class PageTable implements AutoCloseable {

  /** No entry: the id lies beyond the table. */
  static final long NO_ENTRY = 0;

  static final int NO_FRAME = 0;

  private static final int CHUNK_SHIFT = 15;
  private static final int CHUNK_ENTRIES = 1 << CHUNK_SHIFT;
  private static final int CHUNK_MASK = CHUNK_ENTRIES - 1;
  private static final int MAX_CHUNKS = 1 << 20;

  private static final long FRAME_MASK = 0xFFFF_FFFFL;
  private static final long PIN_ONE = 1L << 32;
  private static final long PIN_MASK = 0xFFFFL << 32;
  private static final long WRITING = 1L << 48;

  private static final VarHandle SPINE;

  static {
    try {
      SPINE = MethodHandles.lookup().findVarHandle(PageTable.class, "spine", long[].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int shift;
  private final int frameWord;
  private final EntrySize entrySize;
  private final ReentrantLock growing = Locks.newLock();
  private final List<MemoryRegion> chunks = new ArrayList<>();

  /** Handle of each chunk's first latch word; replaced as a whole, never changed in place. */
  private long[] spine = {};

  PageTable(EntrySize entrySize) {
    this.entrySize = entrySize;
    this.shift = entrySize.shift();
    this.frameWord = entrySize.frameWordOffset(CHUNK_ENTRIES);
  }

  /** The entry of {@code pageId}, named by its latch word, or {@link #NO_ENTRY}. */
  long entry(long pageId) {
    long[] known = (long[]) SPINE.getAcquire(this);
    long chunk = pageId >>> CHUNK_SHIFT;
    if (chunk >= known.length) {
      return NO_ENTRY;
    }
    return known[(int) chunk] + ((pageId & CHUNK_MASK) << shift);
  }

  /** Makes entries for all ids below {@code pages}; new ones are in state FREE. */
  void ensure(long pages) {
    int wanted = Math.toIntExact((pages + CHUNK_MASK) >>> CHUNK_SHIFT);
    if (wanted > MAX_CHUNKS) {
      throw new IllegalArgumentException(
          pages + " pages are more than a page table holds: " + ((long) MAX_CHUNKS << CHUNK_SHIFT));
    }
    if (((long[]) SPINE.getAcquire(this)).length >= wanted) {
      return;
    }
    growing.lock();
    try {
      long[] longer = Arrays.copyOf(spine, Math.max(wanted, spine.length));
      for (int i = spine.length; i < wanted; i++) {
        longer[i] = newChunk();
      }
      SPINE.setRelease(this, longer);
    } finally {
      growing.unlock();
    }
  }

  private long newChunk() {
    long bytes = entrySize.chunkBytes(CHUNK_ENTRIES);
    MemoryRegion region = MemoryRegion.allocate(bytes);
    chunks.add(region);
    Memory.zero(region.base(), bytes);
    for (int i = 0; i < CHUNK_ENTRIES; i++) {
      Memory.putLong(region.base() + ((long) i << shift), 0, LatchWord.FREE);
    }
    return region.base();
  }

  /** Page ids the table has entries for. */
  long size() {
    return (long) ((long[]) SPINE.getAcquire(this)).length << CHUNK_SHIFT;
  }

  /** The page id of an entry, for events; walks the spine. */
  long pageId(long entry) {
    long[] known = (long[]) SPINE.getAcquire(this);
    for (int i = 0; i < known.length; i++) {
      long index = (entry - known[i]) >>> shift;
      if (index < CHUNK_ENTRIES) {
        return ((long) i << CHUNK_SHIFT) + index;
      }
    }
    return -1;
  }

  /** The frame the page is in, or {@link #NO_FRAME}; plain, see the class comment. */
  int frame(long entry) {
    return (int) Memory.getLong(entry, frameWord);
  }

  boolean isPinned(long entry) {
    return (Memory.getLongVolatile(entry, frameWord) & PIN_MASK) != 0;
  }

  boolean isWriting(long entry) {
    return (Memory.getLongVolatile(entry, frameWord) & WRITING) != 0;
  }

  /** Says that the page is in {@code frame} now; the exclusive latch is held. */
  void attach(long entry, int frame) {
    change(entry, FRAME_MASK, frame);
  }

  /** Says that the page left its frame, pinned or not; the exclusive latch is held. */
  void detach(long entry) {
    change(entry, FRAME_MASK, 0);
  }

  /** Detaches the page unless it is pinned or on its way to the file; the latch is held. */
  boolean tryDetach(long entry) {
    long now = Memory.getLongVolatile(entry, frameWord);
    while ((now & (PIN_MASK | WRITING)) == 0) {
      if (Memory.casLong(entry, frameWord, now, now & ~FRAME_MASK)) {
        return true;
      }
      now = Memory.getLongVolatile(entry, frameWord);
    }
    return false;
  }

  /** Keeps a page that is in memory in its frame; false if it is not in memory. */
  boolean tryPin(long entry) {
    long now = Memory.getLongVolatile(entry, frameWord);
    while ((now & FRAME_MASK) != 0 && (now & PIN_MASK) != PIN_MASK) {
      if (Memory.casLong(entry, frameWord, now, now + PIN_ONE)) {
        return true;
      }
      now = Memory.getLongVolatile(entry, frameWord);
    }
    return false;
  }

  void unpin(long entry) {
    Memory.addLong(entry, frameWord, -PIN_ONE);
  }

  /** Becomes the one writer of this page; false if there is one already. */
  boolean tryClaimWriting(long entry) {
    long now = Memory.getLongVolatile(entry, frameWord);
    while ((now & WRITING) == 0) {
      if (Memory.casLong(entry, frameWord, now, now | WRITING)) {
        return true;
      }
      now = Memory.getLongVolatile(entry, frameWord);
    }
    return false;
  }

  void releaseWriting(long entry) {
    change(entry, WRITING, 0);
  }

  private void change(long entry, long clear, long set) {
    long now;
    do {
      now = Memory.getLongVolatile(entry, frameWord);
    } while (!Memory.casLong(entry, frameWord, now, (now & ~clear) | set));
  }

  @Override
  public void close() {
    chunks.forEach(MemoryRegion::close);
  }
}
