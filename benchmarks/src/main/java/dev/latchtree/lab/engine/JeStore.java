package dev.latchtree.lab.engine;

import com.sleepycat.je.Cursor;
import com.sleepycat.je.CursorConfig;
import com.sleepycat.je.Database;
import com.sleepycat.je.DatabaseConfig;
import com.sleepycat.je.DatabaseEntry;
import com.sleepycat.je.Environment;
import com.sleepycat.je.LockMode;
import com.sleepycat.je.OperationStatus;
import org.jspecify.annotations.Nullable;

/**
 * A database of Berkeley DB JE; each write is a transaction of its own, reads take no locks. A
 * session reads with one cursor that it keeps, and which is not sticky: it need not be cloned for
 * each step, to be where it was if there is no next one.
 */
final class JeStore implements StoreUnderTest {

  private static final CursorConfig READING =
      new CursorConfig().setReadUncommitted(true).setNonSticky(true);

  private final Environment environment;
  private final Database database;
  private final Shape shape;

  JeStore(Environment environment, DatabaseConfig config, Shape shape) {
    this.environment = environment;
    this.shape = shape;
    database = environment.openDatabase(null, "compared", config);
  }

  @Override
  public Session session() {
    return new JeSession();
  }

  @Override
  public long count() {
    return database.count();
  }

  @Override
  public void close() {
    database.close();
    environment.close();
  }

  private final class JeSession implements Session {

    private final KeyShape keys = shape.keys();
    private final byte[] keyArray = new byte[keys.length()];
    private final byte[] valueArray = shape.value(0);
    private final DatabaseEntry key = new DatabaseEntry();
    private final DatabaseEntry value = new DatabaseEntry(valueArray);
    private final DatabaseEntry found = new DatabaseEntry();
    private @Nullable Cursor kept;

    private DatabaseEntry key(long number) {
      key.setData(keyArray, 0, keys.write(number, keyArray));
      return key;
    }

    /** Made by the thread that works, once it reads. */
    private Cursor cursor() {
      Cursor cursor = kept == null ? database.openCursor(null, READING) : kept;
      kept = cursor;
      return cursor;
    }

    @Override
    public long get(long number) {
      OperationStatus status = cursor().getSearchKey(key(number), found, LockMode.READ_UNCOMMITTED);
      return status == OperationStatus.SUCCESS ? Values.markOf(found.getData()) : ABSENT;
    }

    @Override
    public void put(long number, long mark) {
      Values.setMark(valueArray, mark);
      database.put(null, key(number), value);
    }

    @Override
    public boolean remove(long number) {
      return database.delete(null, key(number)) == OperationStatus.SUCCESS;
    }

    @Override
    public long scan(long from, int limit) {
      long digest = 0;
      Cursor cursor = cursor();
      OperationStatus status =
          limit > 0 ? cursor.getSearchKeyRange(key(from), found, null) : OperationStatus.NOTFOUND;
      int left = limit;
      while (status == OperationStatus.SUCCESS) {
        digest =
            Values.digest(
                digest,
                keys.read(key.getData(), key.getOffset(), key.getOffset() + key.getSize()),
                Values.markOf(found.getData()));
        status = --left > 0 ? cursor.getNext(key, found, null) : OperationStatus.NOTFOUND;
      }
      return digest;
    }

    @Override
    public void close() {
      if (kept != null) {
        kept.close();
      }
    }
  }
}
