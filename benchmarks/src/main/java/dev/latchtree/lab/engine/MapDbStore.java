package dev.latchtree.lab.engine;

import java.util.Iterator;
import java.util.Map;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.Serializer;

/** A tree map of MapDB, which copies the arrays it is given itself. */
final class MapDbStore extends MapStore<byte[]> {

  /** From so many bytes on a value is a record of its own, or each put would write 32 of them. */
  private static final int LARGE_VALUE = 500;

  private final DB db;
  private final BTreeMap<byte[], byte[]> map;
  private final boolean durable;
  private final KeyShape shape;

  MapDbStore(DB db, boolean durable, Shape shape) {
    this(db, mapOf(db, shape), durable, shape);
  }

  private MapDbStore(DB db, BTreeMap<byte[], byte[]> map, boolean durable, Shape shape) {
    super(map, () -> new KeyForm.OfBytes(shape.keys()), shape);
    this.db = db;
    this.map = map;
    this.durable = durable;
    this.shape = shape.keys();
  }

  private static BTreeMap<byte[], byte[]> mapOf(DB db, Shape shape) {
    DB.TreeMapMaker<byte[], byte[]> maker =
        db.treeMap("compared", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY);
    return (shape.valueLength() < LARGE_VALUE ? maker : maker.valuesOutsideNodesEnable())
        .createOrOpen();
  }

  @Override
  byte[] apart(byte[] value) {
    return value;
  }

  @Override
  void changed() {
    if (durable) {
      db.commit();
    }
  }

  @Override
  long scan(byte[] from, int limit, KeyForm<byte[]> keys) {
    long digest = 0;
    Iterator<Map.Entry<byte[], byte[]>> entries = map.entryIterator(from, true, null, false);
    for (int left = limit; left > 0 && entries.hasNext(); left--) {
      Map.Entry<byte[], byte[]> entry = entries.next();
      long key = shape.read(entry.getKey());
      digest = Values.digest(digest, key, Values.markOf(entry.getValue()));
    }
    return digest;
  }

  @Override
  public long count() {
    return map.sizeLong();
  }

  @Override
  public void close() {
    db.close();
  }
}
