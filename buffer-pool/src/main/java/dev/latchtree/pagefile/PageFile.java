package dev.latchtree.pagefile;

import dev.latchtree.memory.Locks;
import dev.latchtree.memory.MemoryRegion;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Pages in one file: page {@code n} lies at {@code n * pageSize}, page 0 is the {@link
 * PageFileHeader}.
 *
 * <p>A read lands in the caller's memory without a copy where the JDK allows it, and is proved
 * before it returns. The file grows in steps ahead of use, and by writing: a full disk shows when
 * room is asked for and never in the middle of a page write.
 *
 * <p>Crash: a new file appears under its name only when header and directory entry are durable, so
 * a file that exists is a page file. Pages written since the last {@link #sync} may be lost or
 * torn.
 *
 * <p>After a failed sync everything is refused ({@link PageFileFailedException}): the system may
 * have dropped pages that it called written, so even reading could return an older state.
 */
public final class PageFile implements PageStore {

  private static final long MIN_GROWTH = 1L << 20;
  private static final long MAX_GROWTH = 64L << 20;
  private static final int GROWTH_SHARE = 8;

  private final StorageFile file;
  private final int pageSize;
  private final boolean writable;
  private final long pagesAtOpen;
  private final ReentrantLock growth = Locks.newLock();
  private volatile long room;
  private volatile @Nullable IOException syncFailure;

  /** For JDKs on which a read cannot land in the frame itself. */
  private final ConcurrentLinkedQueue<ByteBuffer> bounceBuffers = new ConcurrentLinkedQueue<>();

  private PageFile(StorageFile file, int pageSize, long pages, boolean writable) {
    this.file = file;
    this.writable = writable;
    this.pageSize = pageSize;
    this.pagesAtOpen = pages;
    this.room = pages;
  }

  /**
   * Opens the page file called {@code name}, creating it if it is not there.
   *
   * @throws PageFileFormatException if it is no page file, of another format or page size
   * @throws IOException if the device failed
   */
  public static PageFile open(Storage storage, String name, int pageSize) throws IOException {
    PageLayout.requirePageSize(pageSize);
    if (!storage.exists(name)) {
      create(storage, name, pageSize);
    }
    return open(storage, name, pageSize, OpenMode.READ_WRITE);
  }

  /** Like {@link #open(Storage, String, int)}, of a file that exists, and only to read. */
  public static PageFile openReadOnly(Storage storage, String name, int pageSize)
      throws IOException {
    PageLayout.requirePageSize(pageSize);
    return open(storage, name, pageSize, OpenMode.READ_ONLY);
  }

  private static PageFile open(Storage storage, String name, int pageSize, OpenMode mode)
      throws IOException {
    StorageFile file = storage.open(name, mode);
    boolean opened = false;
    try {
      verifyHeader(file, pageSize);
      long size = file.size();
      if (size < pageSize) {
        throw new PageFileFormatException(file.describe() + " ends inside its header page");
      }
      PageFile pages = new PageFile(file, pageSize, size / pageSize, mode.writable());
      opened = true;
      return pages;
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  private static void create(Storage storage, String name, int pageSize) throws IOException {
    String unfinished = name + ".new";
    try (StorageFile file = storage.open(unfinished, OpenMode.CREATE)) {
      file.truncate(0); // a crash may have left one
      file.writeFully(PageFileHeader.create(pageSize), 0);
      file.sync();
    }
    storage.rename(unfinished, name);
    storage.syncDirectory();
  }

  private static void verifyHeader(StorageFile file, int pageSize) throws IOException {
    ByteBuffer header = ByteBuffer.allocateDirect(PageFileHeader.SIZE);
    try {
      file.readFully(header, 0);
    } catch (EOFException e) {
      throw new PageFileFormatException(file.describe() + " is too short for a page file", e);
    }
    PageFileHeader.verify(file.describe(), header, pageSize);
  }

  @Override
  public boolean isPersistent() {
    return true;
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public String describe() {
    return file.describe();
  }

  @Override
  public long pagesAtOpen() {
    return pagesAtOpen;
  }

  @Override
  public void read(long pageId, MemoryRegion region, long offset) {
    requireUsable();
    ByteBuffer target = region.view(offset, pageSize);
    if (target != null) {
      readInto(pageId, target);
      return;
    }
    ByteBuffer bounce = bounceBuffers.poll();
    bounce = bounce == null ? ByteBuffer.allocateDirect(pageSize) : bounce.clear();
    try {
      readInto(pageId, bounce);
      region.copyIn(bounce.clear(), offset, pageSize);
    } finally {
      bounceBuffers.add(bounce);
    }
  }

  private void readInto(long pageId, ByteBuffer target) {
    try {
      file.readFully(target, pageId * pageSize);
    } catch (EOFException e) {
      CorruptPageException failure =
          CorruptPageException.beyondEnd(file.describe(), pageId, pageSize, target.position());
      failure.initCause(e);
      throw failure;
    } catch (IOException e) {
      throw new PageReadException(file.describe(), pageId, e);
    }
    requireUsable(); // a sync that failed meanwhile may have dropped what was read here
    PageSeal.verify(file.describe(), pageId, target, 0, pageSize);
  }

  @Override
  public void write(long firstPageId, ByteBuffer images) {
    requireUsable();
    int pages = images.remaining() / pageSize;
    try {
      file.writeFully(images, firstPageId * pageSize);
    } catch (IOException e) {
      throw new PageWriteException(file.describe(), firstPageId, pages, e);
    }
  }

  @Override
  public void ensureRoom(long pages) {
    if (pages <= room) {
      return;
    }
    growth.lock();
    try {
      if (pages > room) {
        grow(pages);
      }
    } finally {
      growth.unlock();
    }
  }

  private void grow(long pages) {
    requireUsable();
    try {
      growTo(Math.max(pages, room + growthStep()));
    } catch (IOException aheadFailed) {
      try {
        growTo(pages); // there may be just enough
      } catch (IOException e) {
        e.addSuppressed(aheadFailed);
        throw new PageFileFullException(file.describe(), room, pages, e);
      }
    }
  }

  private long growthStep() {
    long share = room * pageSize / GROWTH_SHARE;
    return Math.max(MIN_GROWTH, Math.min(MAX_GROWTH, share)) / pageSize;
  }

  @Override
  public boolean isRoomShort(long pages) {
    return room - pages < growthStep() / 2;
  }

  @Override
  public void growAhead(long pages) {
    if (isRoomShort(pages)) {
      ensureRoom(room + 1); // rounds up to a step
    }
  }

  private void growTo(long pages) throws IOException {
    boolean grown = false;
    try {
      file.allocate(room * pageSize, (pages - room) * pageSize);
      room = pages;
      grown = true;
    } finally {
      if (!grown) {
        giveBack();
      }
    }
  }

  /** What a failed growth has taken may be all that others on this disk need to go on. */
  private void giveBack() {
    try {
      file.truncate(room * pageSize);
    } catch (IOException e) {
      System.getLogger(PageFile.class.getName())
          .log(System.Logger.Level.DEBUG, "space of a failed growth was not given back", e);
    }
  }

  @Override
  public long room() {
    return room;
  }

  @Override
  public void truncate(long pages) {
    requireUsable();
    growth.lock();
    try {
      if (pages < room) {
        file.truncate(pages * pageSize);
        room = pages;
      }
    } catch (IOException e) {
      throw new PageWriteException(file.describe(), pages, 0, e);
    } finally {
      growth.unlock();
    }
  }

  @Override
  public void sync() {
    requireUsable();
    try {
      file.sync();
    } catch (IOException e) {
      syncFailure = e;
      throw new PageFileFailedException(file.describe(), e);
    }
  }

  @Override
  public void requireUsable() {
    IOException failure = syncFailure;
    if (failure != null) {
      throw new PageFileFailedException(file.describe(), failure);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new PageWriteException(file.describe(), 0, 0, e);
    }
  }
}
