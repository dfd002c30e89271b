package dev.latchtree.lab.engine;

import java.util.Arrays;
import java.util.List;
import java.util.ListIterator;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * A RocksDB database, its default column family; keys and values come and go in arrays that a
 * session uses again (direct buffers were no faster). A scan has an iterator of its own: one that
 * is kept and refreshed was no faster either, and holds on to files that are obsolete.
 */
final class RocksDbStore implements StoreUnderTest {

  private static final int STRIPES = 256;

  private final RocksDB db;
  private final WriteOptions write;
  private final Shape shape;

  /** What lives outside the heap for as long as the database, in the order it was made. */
  private final List<AbstractNativeReference> parts;

  private final ReadOptions read = new ReadOptions();

  /**
   * RocksDB removes without a look whether there is anything: of two who remove, one has to win.
   */
  private final Object[] removing = new Object[STRIPES];

  RocksDbStore(RocksDB db, WriteOptions write, Shape shape, List<AbstractNativeReference> parts) {
    this.db = db;
    this.write = write;
    this.shape = shape;
    this.parts = parts;
    Arrays.setAll(removing, i -> new Object());
  }

  @Override
  public Session session() {
    return new RocksDbSession();
  }

  /**
   * Entries that were filled in lie in files, as most do in a store that is in use; by themselves
   * the last of them would be in a memtable, where a scan takes about twice as long.
   */
  @Override
  public void filled() {
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      db.flush(waiting);
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public long count() {
    long count = 0;
    try (RocksIterator all = db.newIterator(read)) {
      for (all.seekToFirst(); all.isValid(); all.next()) {
        count++;
      }
      all.status();
      return count;
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      db.closeE();
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    } finally {
      read.close();
      close(parts);
    }
  }

  /** Whoever was made last goes first. */
  static void close(List<AbstractNativeReference> parts) {
    ListIterator<AbstractNativeReference> backwards = parts.listIterator(parts.size());
    while (backwards.hasPrevious()) {
      backwards.previous().close();
    }
  }

  private final class RocksDbSession implements Session {

    private final KeyShape keys = shape.keys();
    private final byte[] key = new byte[keys.length()];
    private final byte[] value = shape.value(0);
    private final byte[] copy = new byte[shape.valueLength()];

    private boolean find(int keyLength) throws RocksDBException {
      return db.get(read, key, 0, keyLength, copy, 0, copy.length) != RocksDB.NOT_FOUND;
    }

    @Override
    public long get(long number) {
      try {
        return find(keys.write(number, key)) ? Values.markOf(copy) : ABSENT;
      } catch (RocksDBException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void put(long number, long mark) {
      Values.setMark(value, mark);
      try {
        db.put(write, key, 0, keys.write(number, key), value, 0, value.length);
      } catch (RocksDBException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean remove(long number) {
      int length = keys.write(number, key);
      synchronized (removing[Math.floorMod(Long.hashCode(number), STRIPES)]) {
        try {
          boolean there = find(length);
          if (there) {
            db.delete(write, key, 0, length);
          }
          return there;
        } catch (RocksDBException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    @Override
    public long scan(long from, int limit) {
      long digest = 0;
      int length = keys.write(from, key);
      try (RocksIterator entries = db.newIterator(read)) {
        entries.seek(length == key.length ? key : Arrays.copyOf(key, length));
        for (int left = limit; left > 0 && entries.isValid(); left--) {
          int found = entries.key(key, 0, key.length);
          entries.value(copy, 0, copy.length);
          digest = Values.digest(digest, keys.read(key, 0, found), Values.markOf(copy));
          entries.next();
        }
        entries.status();
      } catch (RocksDBException e) {
        throw new IllegalStateException(e);
      }
      return digest;
    }

    @Override
    public void close() {}
  }
}
