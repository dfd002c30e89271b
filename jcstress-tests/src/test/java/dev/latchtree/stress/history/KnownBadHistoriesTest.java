package dev.latchtree.stress.history;

import static dev.latchtree.stress.history.HistoryRecorder.ABSENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Histories that no map can have: each is refused, and one that differs in a detail is not. */
class KnownBadHistoriesTest {

  private static final long K = 7;
  private static final Map<Long, Long> EMPTY = Map.of();
  private static final Map<Long, Long> ONE = Map.of(K, 1L);

  private final Crafted bad = new Crafted();
  private final Crafted good = new Crafted();

  @Test
  void shouldRefuseALostUpdate() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(20, "a").getAndPut(10, K, 2, 1);
      history.at(30, "b").getAndPut(10, K, 3, history == bad ? 1 : 2);
    }
    bad.assertViolation(ONE, 2);
    good.assertLinearizable(ONE);
  }

  @Test
  void shouldRefuseAStaleRead() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(20, "a").put(10, K, 2);
      history.at(30, "b").get(history == bad ? 21 : 20, K, 1);
    }
    bad.assertViolation(ONE, 2);
    good.assertLinearizable(ONE);
  }

  @Test
  void shouldRefuseAReadFromTheFuture() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(history == bad ? 14 : 15, "b").get(10, K, 2);
      history.at(20, "a").put(15, K, 2);
    }
    bad.assertViolation(ONE, 1);
    good.assertLinearizable(ONE);
  }

  @Test
  void shouldRefuseAValueThatNobodyWrote() {
    bad.at(20, "a").put(10, K, 2);
    bad.at(20, "b").get(10, K, 3);
    bad.assertViolation(ONE, 1);
  }

  @Test
  void shouldRefuseToGoBackInTime() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(90, "a").put(10, K, 2);
      history.at(30, "b").get(20, K, history == bad ? 2 : 1);
      history.at(50, "b").get(40, K, history == bad ? 1 : 2);
    }
    bad.assertViolation(ONE, 3);
    good.assertLinearizable(ONE);
  }

  @Test
  void shouldRefuseTwoReadersThatSeeWritesInDifferentOrders() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(90, "a").put(10, K, 2);
      history.at(90, "b").put(10, K, 3);
      history.at(30, "c").get(20, K, 2);
      history.at(50, "c").get(40, K, 3);
      history.at(30, "d").get(20, K, history == bad ? 3 : 2);
      history.at(50, "d").get(40, K, history == bad ? 2 : 3);
    }
    bad.assertViolation(ONE, 6);
    good.assertLinearizable(ONE);
  }

  @Test
  void shouldRefuseTwoSuccessesOfPutIfAbsent() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(20, "a").putIfAbsent(10, K, 2, ABSENT);
      history.at(20, "b").putIfAbsent(10, K, 3, history == bad ? ABSENT : 2);
    }
    bad.assertViolation(EMPTY, 2);
    good.assertLinearizable(EMPTY);
  }

  @Test
  void shouldRefuseTwoAdditionsThatBothFailed() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(20, "a").putIfAbsent(10, K, 2, history == good);
      history.at(20, "b").putIfAbsent(10, K, 3, false);
    }
    bad.assertViolation(EMPTY, 1);
    good.assertLinearizable(EMPTY);
  }

  @Test
  void shouldRefuseTwoSuccessesOfCompareAndSet() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(20, "a").compareAndSet(10, K, 1, 2, true);
      history.at(20, "b").compareAndSet(10, K, 1, 3, history == good ? false : true);
    }
    bad.assertViolation(ONE, 2);
    good.assertLinearizable(ONE);
  }

  @Test
  void shouldRefuseACompareAndSetThatFailedForNoReason() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(20, "a").compareAndSet(10, K, history == bad ? 1 : 2, 3, false);
      history.at(40, "a").get(30, K, 1);
    }
    bad.assertViolation(ONE, 1);
    good.assertLinearizable(ONE);
  }

  @Test
  void shouldRefuseARemovedKeyThatIsBack() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(20, "a").remove(10, K, true);
      history.at(40, "b").get(30, K, history == bad ? 1 : ABSENT);
    }
    bad.assertViolation(ONE, 2);
    good.assertLinearizable(ONE);
  }

  @Test
  void shouldRefuseTwoRemovalsOfOneValue() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(20, "a").remove(10, K, 1L);
      history.at(20, "b").remove(10, K, history == bad ? 1L : ABSENT);
    }
    bad.assertViolation(ONE, 2);
    good.assertLinearizable(ONE);
  }

  @Test
  void shouldRefuseTwoRemovalsByComparison() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(20, "a").compareAndRemove(10, K, 1, true);
      history.at(20, "b").compareAndRemove(10, K, 1, history == good ? false : true);
    }
    bad.assertViolation(ONE, 2);
    good.assertLinearizable(ONE);
  }

  @Test
  void shouldRefuseAReplacementOfNothing() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(20, "a").replace(10, K, 2, history == bad);
      history.at(40, "a").replace(30, K, 2, ABSENT);
      history.at(60, "a").contains(50, K, false);
    }
    bad.assertViolation(EMPTY, 1);
    good.assertLinearizable(EMPTY);
  }

  @Test
  void shouldRefuseAnAbsentKeyThatIsThere() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(20, "a").replace(10, K, 2, 1L);
      history.at(40, "a").contains(30, K, history == good);
    }
    bad.assertViolation(ONE, 1);
    good.assertLinearizable(ONE);
  }

  @Test
  void shouldRefuseContentsThatMissAWrite() {
    bad.at(20, "a").put(10, K, 2);
    assertTrue(bad.history().check(EMPTY, Map.of(K, 2L)).isLinearizable());
    Verdict verdict = Crafted.assertViolation(bad.history().check(EMPTY, EMPTY), 2);
    assertTrue(verdict.history().get(1).contains("contents 7 = absent"), verdict.message());
    Crafted.assertViolation(bad.history().check(EMPTY, Map.of(K, 2L, 8L, 1L)), 1);
  }

  @Test
  void shouldLetAPendingWriteHappenOrNot() {
    good.at(0, "a").pendingPut(10, K, 2);
    good.at(30, "b").get(20, K, 1);
    good.at(50, "b").get(40, K, 2);
    good.at(60, "c").pendingRemove(45, K);
    good.assertLinearizable(ONE);
    bad.at(0, "a").pendingPut(10, K, 2);
    bad.at(30, "b").get(20, K, 2);
    bad.at(50, "b").get(40, K, 1);
    bad.assertViolation(ONE, 3);
  }

  @Test
  void shouldNotLetAPendingWriteHappenTwice() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(0, "a").pending(10, Operation.COMPARE_AND_SET, K, 2, 1);
      history.at(30, "b").getAndPut(20, K, 1, 2);
      history.at(50, "b").get(40, K, history == bad ? 2 : 1);
    }
    bad.assertViolation(ONE, 3);
    good.assertLinearizable(ONE);
  }

  // ---- several keys at one instant

  @Test
  void shouldRefuseHalfABatch() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(90, "a").batch(10, new long[] {1, 2}, new long[] {5, 5});
      history.at(30, "b").get(20, 1, 5);
      history.at(50, "b").get(40, 2, history == bad ? ABSENT : 5);
    }
    Verdict verdict = bad.assertViolation(EMPTY, 3);
    assertEquals(
        "[  0 .. ...] a  batch 1 5 and batch 2 5",
        verdict.history().get(0),
        "its last call is not over when the history fails");
    good.assertLinearizable(EMPTY);
  }

  @Test
  void shouldRefuseValuesThatWereNeverThereTogether() {
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(20, "a").put(10, 1, 5);
      history.at(40, "a").put(30, 2, 5);
      history.at(50, "b").getAll(5, new long[] {1, 2}, new long[] {history == bad ? ABSENT : 5, 5});
    }
    bad.assertViolation(EMPTY, 3);
    good.assertLinearizable(EMPTY);
  }

  @Test
  void shouldSeeAKeyOfABatchEvenIfTooMuchHangsTogether() {
    Linearizability apart = Linearizability.standard().withMostLinked(1, 1);
    for (Crafted history : new Crafted[] {bad, good}) {
      history.at(20, "a").batch(10, new long[] {1, 2}, new long[] {5, ABSENT});
      history.at(40, "b").getAll(30, new long[] {1, 2, 1}, new long[] {5, ABSENT, 5});
      history.at(60, "b").get(50, 2, history == bad ? 5 : ABSENT);
    }
    Crafted.assertViolation(apart.check(bad.history(), Map.of(2L, 5L)), 2);
    Verdict verdict = apart.check(good.history(), Map.of(2L, 5L));
    verdict.requireLinearizable();
    assertEquals(2, verdict.keyByKey());
    good.assertLinearizable(Map.of(2L, 5L));
  }
}
