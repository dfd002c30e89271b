package dev.latchtree.lab.engine;

import dev.latchtree.Cursor;
import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.StoreStats;
import dev.latchtree.TreeStats;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.wal.LogStats;
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
  public static final String CHECKPOINTS = "checkpoints";

  private final LatchTree tree;
  private final LatchStore store;

  private LatchTreeStore(LatchStore store) {
    this.store = store;
    tree = store.tree("compared");
  }

  /** One over a store of the caller's making, which it closes. */
  public static LatchTreeStore over(LatchStore store) {
    return new LatchTreeStore(store);
  }

  /** One in memory. */
  static LatchTreeStore open(LatchProtocol protocol, long poolBytes) {
    return new LatchTreeStore(
        LatchStore.inMemory(
            StoreOptions.builder().protocol(protocol).poolBytes(poolBytes).build()));
  }

  @Override
  public Session session() {
    return new TreeSession(tree);
  }

  @Override
  public long count() {
    return tree.count();
  }

  @Override
  public Map<String, Long> events() {
    TreeStats.Counters counters = tree.stats().counters();
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
      events.put(CHECKPOINTS, stats.checkpoints().completed());
    }
    return events;
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
    private final Cursor cursor;
    private final byte[] start = new byte[Keys.LENGTH];
    private final Bytes<?> key = buffer(Keys.LENGTH);
    private final Bytes<?> copiedKey = buffer(Keys.LENGTH);
    private final Bytes<?> value = buffer(Values.LENGTH);
    private final Bytes<?> copiedValue = buffer(Values.LENGTH);

    TreeSession(LatchTree tree) {
      this.tree = tree;
      cursor = tree.cursor();
      value.write(Values.of(0));
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

    @Override
    public long get(long number) {
      Keys.copy(number, key);
      copiedValue.clear();
      return tree.get(key, copiedValue) ? first(copiedValue) : ABSENT;
    }

    @Override
    public void put(long number, long mark) {
      Keys.copy(number, key);
      value.writeLong(value.readPosition(), Keys.bigEndian(mark));
      tree.put(key, value);
    }

    @Override
    public boolean remove(long number) {
      Keys.copy(number, key);
      return tree.remove(key);
    }

    @Override
    public long scan(long from, int limit) {
      Keys.copy(from, start);
      long digest = 0;
      int left = limit;
      for (boolean more = cursor.seek(start);
          more && left > 0;
          more = --left > 0 && cursor.next()) {
        copiedKey.clear();
        copiedValue.clear();
        cursor.copyKey(copiedKey);
        cursor.copyValue(copiedValue);
        digest = Values.digest(digest, first(copiedKey), first(copiedValue));
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
