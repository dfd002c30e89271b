package dev.latchtree.stress.history;

import static dev.latchtree.stress.history.HistoryRecorder.ABSENT;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a crash may leave, given what was acknowledged before. */
class CrashHistoriesTest {

  private static final long K = 7;

  private final Crafted history = new Crafted();

  private void assertMayLeave(Map<Long, Long> left) {
    history.history().checkCrash(Map.of(), Survivors.of(left)).requireLinearizable();
  }

  private void assertMayNotLeave(Map<Long, Long> left, int minimal) {
    Crafted.assertViolation(history.history().checkCrash(Map.of(), Survivors.of(left)), minimal);
  }

  @Test
  void shouldAskForAnAcknowledgedWrite() {
    history.at(20, "a").put(10, K, 1).durable();
    assertMayLeave(Map.of(K, 1L));
    assertMayNotLeave(Map.of(), 2);
  }

  @Test
  void shouldNotAskForAWriteThatWasNotAcknowledged() {
    history.at(20, "a").put(10, K, 1).durable();
    history.at(40, "a").put(30, K, 2);
    history.at(60, "b").get(50, K, 2);
    history.at(60, "a").pendingPut(50, K, 3);
    assertMayLeave(Map.of(K, 1L));
    assertMayLeave(Map.of(K, 2L));
    assertMayLeave(Map.of(K, 3L));
    assertMayNotLeave(Map.of(), 2);
    assertMayNotLeave(Map.of(K, 4L), 1);
  }

  @Test
  void shouldAskForWhatADurableReadReturned() {
    history.at(20, "a").put(10, K, 1);
    history.at(40, "b").get(30, K, 1).durable();
    assertMayLeave(Map.of(K, 1L));
    assertMayNotLeave(Map.of(), 3);
  }

  @Test
  void shouldAskForAnAbsenceThatADurableReadReturned() {
    history.at(20, "a").put(10, K, 1).durable();
    history.at(40, "a").remove(30, K, true);
    history.at(60, "b").get(50, K, ABSENT).durable();
    assertMayLeave(Map.of());
    assertMayNotLeave(Map.of(K, 1L), 4);
  }

  @Test
  void shouldNotBringBackWhatWasReplaced() {
    history.at(20, "a").put(10, K, 1).durable();
    history.at(40, "a").put(30, K, 2).durable();
    assertMayLeave(Map.of(K, 2L));
    assertMayNotLeave(Map.of(K, 1L), 3);
  }

  @Test
  void shouldLoseAWriteThatEndedBeforeADurableOneThatItOverlapped() {
    history.at(90, "a").put(10, K, 1).durable();
    history.at(30, "b").put(20, K, 2);
    assertMayLeave(Map.of(K, 1L));
    assertMayLeave(Map.of(K, 2L));
  }

  @Test
  void shouldNotKeepAWriteWithoutTheOneThatItBuiltOn() {
    history.at(20, "a").put(10, 1, 1).lsn(100);
    history.at(40, "a").put(30, 2, 1).lsn(200);
    assertMayLeave(Map.of());
    assertMayLeave(Map.of(1L, 1L));
    assertMayLeave(Map.of(1L, 1L, 2L, 1L));
    assertMayNotLeave(Map.of(2L, 1L), 2);
  }

  @Test
  void shouldKeepAllBeforeADurableLsn() {
    history.at(20, "a").put(10, 1, 1).lsn(100);
    history.at(40, "a").put(30, 2, 1).lsn(200);
    history.at(60, "b").put(50, 3, 1).lsn(300).durable();
    assertMayLeave(Map.of(1L, 1L, 2L, 1L, 3L, 1L));
    assertMayNotLeave(Map.of(1L, 1L, 3L, 1L), 2);
  }

  @Test
  void shouldKeepWhatADurableReadSawAndAllBefore() {
    history.at(20, "a").put(10, 1, 1).lsn(100);
    history.at(40, "a").put(30, 2, 1).lsn(200);
    history.at(60, "a").put(50, 3, 1).lsn(300);
    history.at(80, "b").get(70, 2, 1).durable();
    assertMayLeave(Map.of(1L, 1L, 2L, 1L));
    assertMayNotLeave(Map.of(1L, 1L), 2);
  }

  @Test
  void shouldKeepAllThatWasReportedDurable() {
    history.at(20, "a").put(10, 1, 1).lsn(100);
    history.at(40, "a").put(30, 2, 1).lsn(200);
    RecordedHistory calls = history.history();
    Survivors first = Survivors.of(Map.of(1L, 1L)).durableUpTo(100);
    calls.checkCrash(Map.of(), first).requireLinearizable();
    Crafted.assertViolation(calls.checkCrash(Map.of(), first.durableUpTo(200)), 2);
    Survivors part = Survivors.of(Map.of(2L, 1L)).durableUpTo(200).onlyKeys(key -> key == 2);
    calls.checkCrash(Map.of(), part).requireLinearizable();
  }

  @Test
  void shouldKeepABatchWholeOrNotAtAll() {
    long[] keys = {1, 2};
    history.at(20, "a").batch(10, keys, new long[] {1, 1}).lsn(100);
    assertMayLeave(Map.of());
    assertMayLeave(Map.of(1L, 1L, 2L, 1L));
    assertMayNotLeave(Map.of(1L, 1L), 2);
  }

  @Test
  void shouldKeepAPendingBatchWholeOrNotAtAll() {
    long[] keys = {1, 2};
    history.at(20, "a").pendingBatch(10, keys, new long[] {1, 1});
    assertMayLeave(Map.of());
    assertMayLeave(Map.of(1L, 1L, 2L, 1L));
    assertMayNotLeave(Map.of(1L, 1L), 2);
  }
}
