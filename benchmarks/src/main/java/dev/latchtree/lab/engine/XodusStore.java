package dev.latchtree.lab.engine;

import java.util.Arrays;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Cursor;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.StoreConfig;
import jetbrains.exodus.env.Transaction;

/**
 * A store of Xodus. Each write is an exclusive transaction: others would be done again whenever
 * somebody else has written meanwhile, whatever the key.
 */
final class XodusStore implements StoreUnderTest {

  private final Environment environment;
  private final Store store;
  private final Shape shape;

  XodusStore(Environment environment, Shape shape) {
    this.environment = environment;
    this.shape = shape;
    store =
        environment.computeInTransaction(
            opening ->
                environment.openStore(
                    "compared", StoreConfig.WITHOUT_DUPLICATES_WITH_PREFIXING, opening));
  }

  @Override
  public Session session() {
    return new XodusSession();
  }

  @Override
  public long count() {
    return environment.computeInReadonlyTransaction(store::count);
  }

  @Override
  public void close() {
    environment.close();
  }

  private final class XodusSession implements Session {

    private final KeyForm<byte[]> keys = new KeyForm.OfBytes(shape.keys());

    private ArrayByteIterable key(long number) {
      return new ArrayByteIterable(keys.toLookFor(number));
    }

    private byte[] copyOf(ByteIterable bytes) {
      return Arrays.copyOf(bytes.getBytesUnsafe(), bytes.getLength());
    }

    @Override
    public long get(long key) {
      Transaction reading = environment.beginReadonlyTransaction();
      try {
        ByteIterable found = store.get(reading, key(key));
        return found == null ? ABSENT : Values.markOf(copyOf(found));
      } finally {
        reading.abort();
      }
    }

    @Override
    public void put(long key, long mark) {
      ArrayByteIterable value = new ArrayByteIterable(shape.value(mark));
      environment.executeInExclusiveTransaction(writing -> store.put(writing, key(key), value));
    }

    @Override
    public boolean remove(long key) {
      return environment.computeInExclusiveTransaction(writing -> store.delete(writing, key(key)));
    }

    @Override
    public long scan(long from, int limit) {
      long digest = 0;
      Transaction reading = environment.beginReadonlyTransaction();
      try (Cursor cursor = store.openCursor(reading)) {
        boolean there = limit > 0 && cursor.getSearchKeyRange(key(from)) != null;
        for (int left = limit; there; there = --left > 0 && cursor.getNext()) {
          long key = shape.keys().read(copyOf(cursor.getKey()));
          digest = Values.digest(digest, key, Values.markOf(copyOf(cursor.getValue())));
        }
      } finally {
        reading.abort();
      }
      return digest;
    }

    @Override
    public void close() {}
  }
}
