package dev.latchtree.lab.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.cojen.tupl.Cursor;
import org.cojen.tupl.Database;
import org.cojen.tupl.DatabaseConfig;
import org.cojen.tupl.Index;
import org.cojen.tupl.Transaction;

/** An index of TuplDB; each call is a transaction of its own. */
final class TuplStore implements StoreUnderTest {

  private final Database database;
  private final Index index;
  private final Shape shape;

  TuplStore(DatabaseConfig config, Shape shape) throws IOException {
    database = Database.open(config);
    index = database.openIndex("compared");
    this.shape = shape;
  }

  @Override
  public Session session() {
    return new TuplSession(index, shape);
  }

  @Override
  public long count() {
    try {
      return index.count(null, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      database.shutdown();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class TuplSession implements Session {

    private final Index index;
    private final KeyShape shape;
    private final KeyForm<byte[]> keys;
    private final byte[] value;

    TuplSession(Index index, Shape shape) {
      this.index = index;
      this.shape = shape.keys();
      keys = new KeyForm.OfBytes(shape.keys());
      value = shape.value(0);
    }

    @Override
    public long get(long key) {
      try {
        byte[] found = index.load(null, keys.toLookFor(key));
        return found == null ? ABSENT : Values.markOf(found);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void put(long key, long mark) {
      Values.setMark(value, mark);
      try {
        index.store(null, keys.toLookFor(key), value);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean remove(long key) {
      try {
        return index.delete(null, keys.toLookFor(key));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Without locks on entries, which it would take and give back one by one. */
    @Override
    public long scan(long from, int limit) {
      long digest = 0;
      Cursor cursor = index.newCursor(Transaction.BOGUS);
      try {
        cursor.findGe(keys.toLookFor(from));
        for (int left = limit; left > 0; left--) {
          byte[] key = cursor.key();
          if (key == null) {
            break;
          }
          digest = Values.digest(digest, shape.read(key), Values.markOf(cursor.value()));
          cursor.next();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        cursor.reset();
      }
      return digest;
    }

    @Override
    public void close() {}
  }
}
