package dev.latchtree.lab.engine;

import java.util.Iterator;
import java.util.Map;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.Serializer;

/** A tree map of MapDB; each write is committed if it is to be durable. */
final class MapDbStore implements StoreUnderTest {

  /** From so many bytes on a value is a record of its own, or each put would write 32 of them. */
  private static final int LARGE_VALUE = 500;

  private final DB db;
  private final boolean durable;
  private final BTreeMap<byte[], byte[]> map;
  private final Shape shape;

  MapDbStore(DB db, boolean durable, Shape shape) {
    this.db = db;
    this.durable = durable;
    this.shape = shape;
    DB.TreeMapMaker<byte[], byte[]> maker =
        db.treeMap("compared", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY);
    map =
        (shape.valueLength() < LARGE_VALUE ? maker : maker.valuesOutsideNodesEnable())
            .createOrOpen();
  }

  @Override
  public Session session() {
    return new MapDbSession();
  }

  @Override
  public long count() {
    return map.sizeLong();
  }

  @Override
  public void close() {
    db.close();
  }

  private void changed() {
    if (durable) {
      db.commit();
    }
  }

  private final class MapDbSession implements Session {

    private final KeyForm<byte[]> keys = new KeyForm.OfBytes(shape.keys());
    private final byte[] value = shape.value(0);

    @Override
    public long get(long key) {
      byte[] found = map.get(keys.toLookFor(key));
      return found == null ? ABSENT : Values.markOf(found);
    }

    @Override
    public void put(long key, long mark) {
      Values.setMark(value, mark);
      map.put(keys.toKeep(key), value);
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
      Iterator<Map.Entry<byte[], byte[]>> entries =
          map.entryIterator(keys.toLookFor(from), true, null, false);
      for (int left = limit; left > 0 && entries.hasNext(); left--) {
        Map.Entry<byte[], byte[]> entry = entries.next();
        digest =
            Values.digest(
                digest, shape.keys().read(entry.getKey()), Values.markOf(entry.getValue()));
      }
      return digest;
    }

    @Override
    public void close() {}
  }
}
