package dev.latchtree.lab.engine;

import com.sleepycat.je.DatabaseConfig;
import com.sleepycat.je.Durability;
import com.sleepycat.je.Environment;
import com.sleepycat.je.EnvironmentConfig;
import java.util.concurrent.TimeUnit;

/**
 * Berkeley DB, Java Edition: a B-tree over a log of nothing but appended records.
 *
 * <p>{@code COMMIT_SYNC} writes and syncs when a transaction is committed, and those who commit at
 * the same time share a sync; {@code COMMIT_WRITE_NO_SYNC} hands it to the operating system. Its
 * log in memory is called useful for tests only, so it is not used. Several lock tables are advised
 * for several threads, key prefixing for keys that begin alike; without a limit of free disk it
 * works on small ones, too.
 *
 * <p>What stays slow, and why: each step of a cursor latches its node, fetches a record that is an
 * object of its own and makes new arrays of key and value, all of it garbage on the heap that also
 * has the cache; and a put makes a log entry and a locker.
 */
final class JePeer extends FilePeer {

  /** A prime, and not many more than threads. */
  private static final String LOCK_TABLES = "7";

  /** A transaction locks one record, so nobody waits in a circle; by default it waits 0.5 s. */
  private static final int LOCK_SECONDS = 30;

  JePeer() {
    super(
        "JE",
        "Apache-2.0",
        Home.HEAP,
        "in memory it keeps its whole log, for tests; relaxed, nothing is synced");
  }

  @Override
  public String inWords(Mode mode) {
    String setup =
        "; auto-commit, reads uncommitted by a cursor that is kept and not sticky, cache on the"
            + " heap, 7 lock tables, 30 s to wait for a lock, key prefixing";
    return mode == Mode.DURABLE
        ? "COMMIT_SYNC: a write returns when its record is synced" + setup
        : "COMMIT_WRITE_NO_SYNC: log handed to the operating system, not synced" + setup;
  }

  @Override
  public StoreUnderTest open(Setup setup) {
    EnvironmentConfig config = new EnvironmentConfig();
    config.setAllowCreate(true);
    config.setTransactional(true);
    config.setCacheSize(setup.cacheBytes());
    config.setDurability(
        setup.mode() == Mode.DURABLE ? Durability.COMMIT_SYNC : Durability.COMMIT_WRITE_NO_SYNC);
    config.setConfigParam(EnvironmentConfig.LOCK_N_LOCK_TABLES, LOCK_TABLES);
    config.setLockTimeout(LOCK_SECONDS, TimeUnit.SECONDS);
    config.setConfigParam(EnvironmentConfig.FREE_DISK, "0");
    DatabaseConfig database =
        new DatabaseConfig().setAllowCreate(true).setTransactional(true).setKeyPrefixing(true);
    return new JeStore(
        new Environment(setup.requireDirectory().toFile(), config), database, setup.shape());
  }
}
