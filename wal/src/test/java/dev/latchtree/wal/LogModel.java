package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * What a log was given in all its lives, and what it has promised: the judge after a crash.
 *
 * <p>After a crash the log must hold what was settled before this life, and then a gapless prefix,
 * in the order of LSNs, of what was appended in this one; it must reach beyond everything that was
 * acknowledged as durable, and may start no later than truncation was asked for. Each record is
 * what was appended, under the LSN that its append returned.
 *
 * <p>Writers use it from many threads; {@link #verify} and {@link #settle} need them gone.
 */
final class LogModel {

  /** Record numbers by LSN. */
  private final TreeMap<Long, Long> settled = new TreeMap<>();

  /** Truncated records: a truncation that failed may be undone by a crash. */
  private final TreeMap<Long, Long> letGo = new TreeMap<>();

  private final ConcurrentSkipListMap<Long, Long> appended = new ConcurrentSkipListMap<>();

  /** Appends of which nobody knows what became of them. */
  private final Set<Long> begun = ConcurrentHashMap.newKeySet();

  /** Every record below survives. */
  private final LongAccumulator durable = new LongAccumulator(Math::max, 0);

  private final LongAccumulator truncated = new LongAccumulator(Math::max, 0);

  void begin(long number) {
    begun.add(number);
  }

  void appended(long lsn, long number) {
    assertEquals(null, appended.put(lsn, number), "an LSN was given out twice");
    begun.remove(number);
  }

  /** The record at {@code lsn} was reported durable. */
  void durable(long lsn) {
    durable.accumulate(lsn + 1);
  }

  /** All before {@code lsn} was reported durable. */
  void durableBefore(long lsn) {
    durable.accumulate(lsn);
  }

  /** To be told before the log is. */
  void truncating(long lsn) {
    truncated.accumulate(lsn);
  }

  long durableEnd() {
    return durable.get();
  }

  /**
   * Reads the log after a crash and compares; returns what was found. What was not found is gone
   * for good: its LSNs may be given out again.
   */
  Map<Long, Long> verify(Storage storage) throws IOException {
    Map<Long, Long> found = new TreeMap<>();
    try (LogReader reader = LogReader.open(storage)) {
      List<Long> order = new ArrayList<>();
      reader.read(
          0,
          record -> {
            order.add(record.lsn());
            found.put(record.lsn(), NumberedPayload.numberOf(record.bytes()));
          });
      assertEquals(List.copyOf(found.keySet()), order, "in the order of LSNs, each once");
      assertTrue(
          reader.end().lsn() >= durable.get(),
          () ->
              "the log ends at %d, was durable up to %d"
                  .formatted(reader.end().lsn(), durable.get()));
      assertTrue(
          reader.firstLsn() <= Math.max(truncated.get(), LogGeometry.FIRST_LSN),
          () -> "starts at %d, truncated at %d".formatted(reader.firstLsn(), truncated.get()));
      compare(found, reader.firstLsn(), reader.end().lsn());
    }
    appended.clear();
    found.forEach(appended::putIfAbsent);
    settled.forEach(appended::remove);
    begun.clear();
    return found;
  }

  private void compare(Map<Long, Long> found, long first, long end) {
    TreeMap<Long, Long> expected = new TreeMap<>(letGo);
    expected.putAll(settled);
    expected.putAll(appended);
    assertTrue(
        settled.isEmpty() || settled.lastKey() < end,
        () -> "settled up to %d, ends at %d".formatted(settled.lastKey(), end));
    Map<Long, Long> inReach = new TreeMap<>(expected.subMap(first, Math.max(first, end)));
    Iterator<Map.Entry<Long, Long>> unknown = found.entrySet().iterator();
    Map<Long, Long> known = new TreeMap<>();
    while (unknown.hasNext()) {
      Map.Entry<Long, Long> record = unknown.next();
      if (expected.containsKey(record.getKey()) || !begun.contains(record.getValue())) {
        known.put(record.getKey(), record.getValue());
      }
    }
    assertEquals(inReach, known, () -> "records from " + first + " to " + end);
    letGo.clear();
    letGo.putAll(expected.headMap(first));
  }

  /** The log was opened again and has promised to keep what it found. */
  void settle(Map<Long, Long> found) {
    settled.clear();
    settled.putAll(found);
    appended.clear();
  }
}
