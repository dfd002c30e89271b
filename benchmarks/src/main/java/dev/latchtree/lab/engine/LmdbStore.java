package dev.latchtree.lab.engine;

import java.nio.ByteBuffer;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/**
 * A database of LMDB. A session keeps its reader and its buffers: a read renews the reader, looks
 * into the map, copies, and lets go, so that it holds back no pages between reads.
 */
final class LmdbStore implements StoreUnderTest {

  private final Env<ByteBuffer> env;
  private final Dbi<ByteBuffer> dbi;
  private final Shape shape;

  LmdbStore(Env<ByteBuffer> env, Shape shape) {
    this.env = env;
    this.shape = shape;
    dbi = env.openDbi("compared", DbiFlags.MDB_CREATE);
  }

  @Override
  public Session session() {
    return new LmdbSession();
  }

  @Override
  public long count() {
    try (Txn<ByteBuffer> reading = env.txnRead()) {
      return dbi.stat(reading).entries;
    }
  }

  @Override
  public void close() {
    env.close();
  }

  private final class LmdbSession implements Session {

    private final KeyShape keys = shape.keys();
    private final byte[] keyArray = new byte[keys.length()];
    private final byte[] copy = new byte[shape.valueLength()];
    private final ByteBuffer key = ByteBuffer.allocateDirect(keys.length());
    private final ByteBuffer value = ByteBuffer.allocateDirect(shape.valueLength());
    private final Txn<ByteBuffer> reading;
    private final Cursor<ByteBuffer> cursor;

    LmdbSession() {
      value.put(shape.value(0)).flip();
      reading = env.txnRead();
      cursor = dbi.openCursor(reading);
      reading.reset();
    }

    private ByteBuffer key(long number) {
      int length = keys.write(number, keyArray);
      return key.clear().put(keyArray, 0, length).flip();
    }

    private long copyMark(ByteBuffer found) {
      found.get(copy);
      return Values.markOf(copy);
    }

    private long copyKey(ByteBuffer found) {
      int length = found.remaining();
      found.get(keyArray, 0, length);
      return keys.read(keyArray, 0, length);
    }

    @Override
    public long get(long number) {
      reading.renew();
      try {
        ByteBuffer found = dbi.get(reading, key(number));
        return found == null ? ABSENT : copyMark(found);
      } finally {
        reading.reset();
      }
    }

    @Override
    public void put(long number, long mark) {
      value.putLong(0, mark);
      try (Txn<ByteBuffer> writing = env.txnWrite()) {
        dbi.put(writing, key(number), value);
        writing.commit();
      }
    }

    @Override
    public boolean remove(long number) {
      try (Txn<ByteBuffer> writing = env.txnWrite()) {
        boolean removed = dbi.delete(writing, key(number));
        writing.commit();
        return removed;
      }
    }

    @Override
    public long scan(long from, int limit) {
      long digest = 0;
      reading.renew();
      try {
        cursor.renew(reading);
        boolean there = limit > 0 && cursor.get(key(from), GetOp.MDB_SET_RANGE);
        for (int left = limit; there; there = --left > 0 && cursor.next()) {
          digest = Values.digest(digest, copyKey(cursor.key()), copyMark(cursor.val()));
        }
      } finally {
        reading.reset();
      }
      return digest;
    }

    @Override
    public void close() {
      reading.renew(); // a cursor is closed in a transaction
      cursor.close();
      reading.close();
    }
  }
}
