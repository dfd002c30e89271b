package dev.latchtree.lab.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.HyperClockCache;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * RocksDB: a log-structured merge tree.
 *
 * <p>With {@code WriteOptions.sync} a write returns when its log is synced, which those who write
 * at the same time share; without, when the operating system has it. The other settings are those
 * of its page on basic tuning: dynamic levels, blocks of 16 KiB (unless the cache is small, where
 * its usual 4 KiB were faster), Bloom filters of 10 bits, index and filter blocks in the cache, a
 * sync of files for each mebibyte; of its page on the log: files of the log are used again where
 * writes wait for them; and of its cache's own description, which prefers {@link HyperClockCache}
 * with no estimate of what an entry takes. Work in the background has as many threads as there are
 * cores, and two at least. Memtables are charged to the cache, so that both together stay within
 * it. Its environment in memory is made for tests, so it is not used.
 *
 * <p>What stays slow, and why: a scan merges a memtable, files that were flushed and levels, and
 * takes four calls through JNI for each entry, two of which copy; a get looks into each of them in
 * turn; a removal has to get first, since RocksDB does not say whether there was anything.
 */
final class RocksDbPeer extends FilePeer {

  private static final long MOST_WRITE_BUFFER = 64L << 20;
  private static final int BLOOM_BITS = 10;
  private static final int FORMAT = 6;
  private static final long BLOCK = 16L << 10;

  /** The usual one: where many gets miss the cache, each reads and checks a quarter as much. */
  private static final long SMALL_BLOCK = 4L << 10;

  /** Smaller caches are such that not everything is to fit. */
  private static final long SMALL_CACHE = 256L << 20;

  private static final int MOST_BACKGROUND_JOBS = 6;
  private static final int LEAST_BACKGROUND_JOBS = 2;

  /** Its cache finds out by itself what an entry takes, and how many parts it should have. */
  private static final int BY_ITSELF = 0;

  private static final int USUAL_PARTS = -1;

  RocksDbPeer() {
    super(
        "RocksDB",
        "Apache-2.0 OR GPL-2.0-only",
        Home.OFF_HEAP,
        "it writes files even without its log; relaxed, nothing is synced before a write returns");
  }

  @Override
  public String inWords(Mode mode) {
    String setup =
        "; HyperClockCache outside the heap with memtables charged to it, blocks of 16 KiB, or of"
            + " 4 with a cache below 256 MiB, Bloom filters, no compression; flushed when it is"
            + " filled";
    return mode == Mode.DURABLE
        ? "WriteOptions.sync: a write returns when its group's log is synced; log files recycled"
            + setup
        : "log handed to the operating system, not synced" + setup;
  }

  @Override
  public StoreUnderTest open(Setup setup) {
    NativeParts.load(
        directory -> NativeLibraryLoader.getInstance().loadLibrary(directory.toString()));
    RocksDB.loadLibrary();
    List<AbstractNativeReference> parts = new ArrayList<>();
    Options options = keep(parts, options(setup, parts));
    WriteOptions write = keep(parts, new WriteOptions().setSync(setup.mode() == Mode.DURABLE));
    Path directory = setup.requireDirectory();
    try {
      return new RocksDbStore(
          RocksDB.open(options, directory.toString()), write, setup.shape(), parts);
    } catch (RocksDBException e) {
      RocksDbStore.close(parts);
      throw new IllegalStateException(directory.toString(), e);
    }
  }

  private static Options options(Setup setup, List<AbstractNativeReference> parts) {
    long cacheBytes = setup.cacheBytes();
    Cache cache = keep(parts, new HyperClockCache(cacheBytes, BY_ITSELF, USUAL_PARTS, false));
    return new Options()
        .setCreateIfMissing(true)
        .setWriteBufferSize(Math.min(MOST_WRITE_BUFFER, cacheBytes / 4))
        .setWriteBufferManager(keep(parts, new WriteBufferManager(cacheBytes / 2, cache)))
        .setLevelCompactionDynamicLevelBytes(true)
        .setMaxBackgroundJobs(backgroundJobs())
        .setRecycleLogFileNum(setup.mode() == Mode.DURABLE ? 1 : 0)
        .setBytesPerSync(1 << 20)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setStatsDumpPeriodSec(0)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(cacheBytes < SMALL_CACHE ? SMALL_BLOCK : BLOCK)
                .setFilterPolicy(keep(parts, new BloomFilter(BLOOM_BITS)))
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFormatVersion(FORMAT));
  }

  private static int backgroundJobs() {
    int cores = Runtime.getRuntime().availableProcessors();
    return Math.min(MOST_BACKGROUND_JOBS, Math.max(LEAST_BACKGROUND_JOBS, cores));
  }

  private static <T extends AbstractNativeReference> T keep(
      List<AbstractNativeReference> parts, T part) {
    parts.add(part);
    return part;
  }
}
