package dev.latchtree.lab.engine;

import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/** A map of MVStore, which keeps the arrays it is given; so they are copied, in and out. */
final class MvStoreStore implements StoreUnderTest {

  private final MVStore store;
  private final boolean durable;
  private final MVMap<byte[], byte[]> map;
  private final Shape shape;

  MvStoreStore(MVStore store, boolean durable, Shape shape) {
    this.store = store;
    this.durable = durable;
    this.shape = shape;
    map =
        store.openMap(
            "compared",
            new MVMap.Builder<byte[], byte[]>()
                .keyType(ByteArrayDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE));
  }

  @Override
  public Session session() {
    return new MvStoreSession();
  }

  @Override
  public long count() {
    return map.sizeAsLong();
  }

  @Override
  public void close() {
    store.close();
  }

  private void changed() {
    if (durable) {
      store.commit();
      store.sync();
    }
  }

  private final class MvStoreSession implements Session {

    private final KeyForm<byte[]> keys = new KeyForm.OfBytes(shape.keys());
    private final byte[] value = shape.value(0);

    @Override
    public long get(long key) {
      byte[] found = map.get(keys.toLookFor(key));
      return found == null ? ABSENT : Values.markOf(found.clone());
    }

    @Override
    public void put(long key, long mark) {
      Values.setMark(value, mark);
      map.put(keys.toKeep(key), value.clone());
      changed();
    }

    @Override
    public boolean remove(long key) {
      boolean removed = map.remove(keys.toLookFor(key)) != null;
      if (removed) {
        changed();
      }
      return removed;
    }

    @Override
    public long scan(long from, int limit) {
      long digest = 0;
      Cursor<byte[], byte[]> cursor = map.cursor(keys.toLookFor(from));
      for (int left = limit; left > 0 && cursor.hasNext(); left--) {
        long key = keys.copyOut(cursor.next());
        digest = Values.digest(digest, key, Values.markOf(cursor.getValue().clone()));
      }
      return digest;
    }

    @Override
    public void close() {}
  }
}
