package dev.latchtree.lab.engine;

import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.Environments;

/**
 * Xodus: a log of nothing but appended pages, here of a Patricia tree.
 *
 * <p>A committed transaction is written to the file; it is synced before the commit returns only if
 * {@code exodus.log.durableWrite} is set, and else every ten seconds. Its environment in memory
 * keeps whole log files on the heap: it has no bound, so it is not used. Stores with prefixing are
 * Patricia trees, which its makers choose for random access. Statistics, which nobody looks at, are
 * off.
 *
 * <p>What stays slow, and why: a put is a transaction of its own that appends anew every node from
 * the entry to the root, the tree of trees, and what it knows of the use of its files; one
 * transaction writes at a time, and if it is durable, syncs by itself before the next may begin.
 */
final class XodusPeer extends FilePeer {

  /** Eight times the usual size: fewer files to close, to sync and to look through. */
  private static final long LOG_FILE_KIBIBYTES = 64 << 10;

  XodusPeer() {
    super(
        "Xodus",
        "Apache-2.0",
        Home.HEAP,
        "in memory it keeps its whole log on the heap; relaxed, nothing is synced");
  }

  @Override
  public String inWords(Mode mode) {
    String setup =
        "; exclusive transactions to write, cache of its log on the heap, log files of 64 MiB,"
            + " WITH_PREFIXING";
    return mode == Mode.DURABLE
        ? "log.durableWrite: a write returns when its transaction is synced by itself" + setup
        : "log handed to the operating system, synced every 10 s" + setup;
  }

  @Override
  public StoreUnderTest open(Setup setup) {
    EnvironmentConfig config =
        new EnvironmentConfig()
            .setMemoryUsage(setup.cacheBytes())
            .setLogCacheShared(false)
            .setLogDurableWrite(setup.mode() == Mode.DURABLE)
            .setManagementEnabled(false)
            .setEnvGatherStatistics(false)
            .setLogFileSize(LOG_FILE_KIBIBYTES)
            .setLogAllowRamDisk(true)
            .setLogAllowRemote(true)
            .setLogAllowRemovable(true);
    return new XodusStore(
        Environments.newInstance(setup.requireDirectory().toFile(), config), setup.shape());
  }
}
