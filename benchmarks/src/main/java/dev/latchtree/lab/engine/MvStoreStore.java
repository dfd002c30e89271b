package dev.latchtree.lab.engine;

import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/** A map of MVStore, which keeps the arrays it is given; so they are copied. */
final class MvStoreStore extends MapStore<byte[]> {

  private final MVStore store;
  private final MVMap<byte[], byte[]> map;
  private final boolean durable;

  MvStoreStore(MVStore store, boolean durable, Shape shape) {
    this(store, mapOf(store), durable, shape);
  }

  private MvStoreStore(MVStore store, MVMap<byte[], byte[]> map, boolean durable, Shape shape) {
    super(map, () -> new KeyForm.OfBytes(shape.keys()), shape);
    this.store = store;
    this.map = map;
    this.durable = durable;
  }

  private static MVMap<byte[], byte[]> mapOf(MVStore store) {
    return store.openMap(
        "compared",
        new MVMap.Builder<byte[], byte[]>()
            .keyType(ByteArrayDataType.INSTANCE)
            .valueType(ByteArrayDataType.INSTANCE));
  }

  @Override
  byte[] apart(byte[] value) {
    return value.clone();
  }

  @Override
  void changed() {
    if (durable) {
      store.commit();
      store.sync();
    }
  }

  @Override
  long scan(byte[] from, int limit, KeyForm<byte[]> keys) {
    long digest = 0;
    Cursor<byte[], byte[]> cursor = map.cursor(from);
    for (int left = limit; left > 0 && cursor.hasNext(); left--) {
      long key = keys.copyOut(cursor.next());
      digest = Values.digest(digest, key, Values.markOf(apart(cursor.getValue())));
    }
    return digest;
  }

  @Override
  public long count() {
    return map.sizeAsLong();
  }

  @Override
  public void close() {
    store.close();
  }
}
