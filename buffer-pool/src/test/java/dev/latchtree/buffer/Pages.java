package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.PageLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Pages with one value in them, and what tests do with such pages. */
final class Pages {

  static final int VALUE = PageLayout.HEADER_SIZE;

  static final String FILE = "pages";

  private Pages() {}

  /** A new page with this value; returns its id. */
  static long create(BufferPool pool, long value) {
    try (Operation op = pool.begin();
        Reservation room = op.reserve(1)) {
      PageGuard page = op.guard(0);
      page.fixNew(room);
      Memory.putLong(page.page(), VALUE, value);
      return page.pageId();
    }
  }

  /** {@code count} new pages, whose values are their ids. */
  static long[] createAll(BufferPool pool, int count) {
    long[] ids = new long[count];
    for (int i = 0; i < count; i++) {
      ids[i] = create(pool, 0);
      write(pool, ids[i], ids[i]);
    }
    return ids;
  }

  static void write(BufferPool pool, long id, long value) {
    write(pool, id, value, value);
  }

  static void write(BufferPool pool, long id, long value, long lsn) {
    try (Operation op = pool.begin()) {
      PageGuard page = op.guard(0);
      while (!page.fixExclusive(id, null)) {
        op.restart();
      }
      page.markDirty();
      Memory.putLong(page.page(), VALUE, value);
      page.setPageLsn(lsn);
    }
  }

  static long read(BufferPool pool, long id) {
    try (Operation op = pool.begin()) {
      PageGuard page = op.guard(0);
      while (true) {
        assertTrue(page.fixOptimistic(id), "without a parent and a latch a fix succeeds or throws");
        long value = Memory.getLong(page.page(), VALUE);
        if (page.validate()) {
          return value;
        }
        page.unfix();
      }
    }
  }

  static void discard(BufferPool pool, long id) {
    try (Operation op = pool.begin()) {
      PageGuard page = op.guard(0);
      assertTrue(page.fixExclusive(id, null));
      page.discard();
    }
  }

  /** Discards the page and hands its id out again. */
  static void free(BufferPool pool, long id) {
    discard(pool, id);
    pool.recycle(id);
  }

  /** The value of the page in the file. */
  static long onDisk(HeapStorage storage, int pageSize, long id) {
    return longAt(storage, id * pageSize + VALUE);
  }

  static long lsnOnDisk(HeapStorage storage, int pageSize, long id) {
    return longAt(storage, id * pageSize + PageLayout.PAGE_LSN);
  }

  private static long longAt(HeapStorage storage, long position) {
    return ByteBuffer.wrap(storage.bytes(FILE, position, Long.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong(0);
  }
}
