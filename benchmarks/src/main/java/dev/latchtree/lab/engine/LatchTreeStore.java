package dev.latchtree.lab.engine;

import dev.latchtree.Cursor;
import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.StoreStats;
import dev.latchtree.TreeStats;
import dev.latchtree.recovery.DurabilityOptions;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.wal.LogStats;
import dev.latchtree.wal.LogWrites;
import dev.latchtree.wal.SyncPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import net.openhft.chronicle.bytes.Bytes;

/**
 * A tree, through the methods that make no garbage: keys and values come and go in buffers that a
 * session uses again, as does its cursor.
 */
public final class LatchTreeStore implements StoreUnderTest {

  /** Events of a store that has a log. */
  public static final String LOG_BYTES = "logBytes";

  public static final String FSYNCS = "fsyncs";
  public static final String FLUSHES = "flushes";
  public static final String RECORDS = "records";
  public static final String CHECKPOINTS = "checkpoints";

  /** Gauges of a store that has a log: who waits for it, and the most records of any flush. */
  public static final String WAITING = "waiting";

  public static final String LARGEST_FLUSH = "largestFlush";

  /** Smaller pools are such that not everything is to fit. */
  private static final long SMALL_POOL = 256L << 20;

  /** A miss reads a page: half as much as by default. */
  private static final int SMALL_PAGE = 8 << 10;

  private final LatchTree tree;
  private final LatchStore store;

  private final Shape shape;

  private LatchTreeStore(LatchStore store, Shape shape) {
    this.store = store;
    this.shape = shape;
    tree = store.tree("compared");
  }

  /** One over a store of the caller's making, which it closes. */
  public static LatchTreeStore over(LatchStore store) {
    return over(store, Shape.USUAL);
  }

  /** The same, with entries of this shape. */
  public static LatchTreeStore over(LatchStore store, Shape shape) {
    return new LatchTreeStore(store, shape);
  }

  static LatchTreeStore open(LatchProtocol protocol, Setup setup) {
    StoreOptions.Builder options =
        StoreOptions.builder().protocol(protocol).poolBytes(setup.cacheBytes());
    if (setup.cacheBytes() < SMALL_POOL) {
      options.pageSize(SMALL_PAGE);
    }
    LatchStore store =
        switch (setup.mode()) {
          case MEMORY -> LatchStore.inMemory(options.build());
          case RELAXED ->
              LatchStore.open(
                  setup.requireDirectory(),
                  options.syncPolicy(SyncPolicy.os()).logWrites(LogWrites.MAPPED).build());
          case DURABLE ->
              LatchStore.open(
                  setup.requireDirectory(), options.syncPolicy(SyncPolicy.group()).build());
        };
    return new LatchTreeStore(store, setup.shape());
  }

  static String inWords(Mode mode) {
    String files =
        "; pool of pages outside the heap, checkpoints as by default: after %s of log, or %s"
            .formatted(
                mebibytes(DurabilityOptions.DEFAULT_CHECKPOINT_BYTES),
                minutes(DurabilityOptions.DEFAULT_CHECKPOINT_INTERVAL));
    return switch (mode) {
      case MEMORY -> "all pages in memory outside the heap, no log";
      case RELAXED ->
          "SyncPolicy.os(), LogWrites.MAPPED: small groups of records are copied into the mapped log"
              + " file, larger ones written; no write waits for a sync"
              + files;
      case DURABLE -> "SyncPolicy.group(): a write returns when its record is synced" + files;
    };
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }

  private static String minutes(Duration time) {
    return time.toMinutes() + " minutes";
  }

  @Override
  public Session session() {
    return new TreeSession(tree, shape);
  }

  @Override
  public long count() {
    return tree.count();
  }

  @Override
  public Map<String, Long> events() {
    TreeStats.Counters counters = tree.counters();
    Map<String, Long> events = new LinkedHashMap<>();
    events.put("restarts", counters.restarts());
    events.put("rightMoves", counters.rightMoves());
    events.put("splits", counters.splits());
    events.put("merges", counters.merges());
    events.put("latchWaits", counters.latchWaits());
    StoreStats stats = store.stats();
    LogStats log = stats.log();
    if (log != null) {
      events.put(LOG_BYTES, log.bytes());
      events.put(FSYNCS, log.syncs());
      events.put(FLUSHES, log.flushes());
      events.put(RECORDS, log.records());
      events.put(CHECKPOINTS, stats.checkpoints().completed());
    }
    return events;
  }

  @Override
  public Map<String, Long> gauges() {
    LogStats log = store.stats().log();
    return log == null
        ? Map.of()
        : Map.of(WAITING, log.waiting(), LARGEST_FLUSH, log.largestFlush());
  }

  @Override
  public void settle() {
    store.tidy();
  }

  @Override
  public void close() {
    store.close();
  }

  private static final class TreeSession implements Session {

    private final LatchTree tree;
    private final KeyShape shape;
    private final Cursor cursor;
    private final byte[] keyArray;
    private final byte[] foundArray;
    private final Bytes<?> key;
    private final Bytes<?> copiedKey;
    private final Bytes<?> value;
    private final Bytes<?> copiedValue;

    TreeSession(LatchTree tree, Shape shape) {
      this.tree = tree;
      this.shape = shape.keys();
      cursor = tree.cursor();
      keyArray = new byte[this.shape.length()];
      foundArray = new byte[this.shape.length()];
      key = buffer(keyArray.length);
      copiedKey = buffer(keyArray.length);
      value = buffer(shape.valueLength());
      copiedValue = buffer(shape.valueLength());
      value.write(shape.value(0));
    }

    /** A session is made by one thread and used by another, one at a time. */
    private static Bytes<?> buffer(int capacity) {
      Bytes<?> bytes = Bytes.allocateElasticDirect(capacity);
      bytes.singleThreadedCheckDisabled(true);
      return bytes;
    }

    private static long first(Bytes<?> bytes) {
      return Keys.bigEndian(bytes.readLong(bytes.readPosition()));
    }

    private void setKey(long number) {
      if (shape == KeyShape.NUMBER) {
        Keys.copy(number, key);
      } else {
        key.clear();
        key.write(keyArray, 0, shape.write(number, keyArray));
      }
    }

    private long foundKey() {
      if (shape == KeyShape.NUMBER) {
        return first(copiedKey);
      }
      int length = copiedKey.read(foundArray);
      return shape.read(foundArray, 0, length);
    }

    @Override
    public long get(long number) {
      setKey(number);
      copiedValue.clear();
      return tree.get(key, copiedValue) ? first(copiedValue) : ABSENT;
    }

    @Override
    public void put(long number, long mark) {
      setKey(number);
      value.writeLong(value.readPosition(), Keys.bigEndian(mark));
      tree.put(key, value);
    }

    @Override
    public boolean remove(long number) {
      setKey(number);
      return tree.remove(key);
    }

    @Override
    public long scan(long from, int limit) {
      byte[] start = keyArray;
      int length = shape.write(from, keyArray);
      if (length < keyArray.length) {
        start = Arrays.copyOf(keyArray, length);
      }
      long digest = 0;
      int left = limit;
      for (boolean more = cursor.seek(start);
          more && left > 0;
          more = --left > 0 && cursor.next()) {
        copiedKey.clear();
        copiedValue.clear();
        cursor.copyKey(copiedKey);
        cursor.copyValue(copiedValue);
        digest = Values.digest(digest, foundKey(), first(copiedValue));
      }
      return digest;
    }

    @Override
    public void close() {
      cursor.close();
      key.releaseLast();
      copiedKey.releaseLast();
      value.releaseLast();
      copiedValue.releaseLast();
    }
  }
}
