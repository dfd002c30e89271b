package dev.latchtree.stress.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The search gives up, says so, and that is no pass. */
class LimitsTest {

  private static final long K = 7;

  private final Crafted history = new Crafted();

  private void puts(int threads) {
    for (int i = 0; i < threads; i++) {
      history.at(50, "thread-" + i).put(10, K, i);
    }
  }

  @Test
  void shouldGiveUpAfterTooManySteps() {
    puts(8);
    history.at(70, "reader").get(60, K, 3);
    history.at(70, "reader").get(60, 8, 3);
    Verdict verdict =
        Linearizability.standard().withMostSteps(4).check(history.history(), Map.of(8L, 3L));
    assertEquals(Verdict.Outcome.GAVE_UP, verdict.outcome());
    assertEquals(1, verdict.gaveUp());
    assertEquals(2, verdict.keys());
    AssertionError error = assertThrows(AssertionError.class, verdict::requireLinearizable);
    assertTrue(String.valueOf(error.getMessage()).startsWith("gave up on 1"), verdict.message());
    verdict.requireNoViolation();
    history.assertLinearizable(Map.of(8L, 3L));
  }

  @Test
  void shouldGiveUpIfTooManyCallsAreOpen() {
    puts(65);
    history.at(70, "reader").get(60, K, 3);
    assertEquals(Verdict.Outcome.GAVE_UP, history.history().check(Map.of()).outcome());
  }

  @Test
  void shouldPutAViolationAboveGivingUp() {
    puts(65);
    history.at(70, "reader").get(60, 8, 3);
    Verdict verdict = history.assertViolation(Map.of(), 1);
    assertThrows(AssertionError.class, verdict::requireNoViolation);
  }

  @Test
  void shouldNotGiveUpOnManyOpenCallsWithLsns() {
    for (int i = 0; i < 1_000; i++) {
      history.at(50, "thread-" + i).put(10, K, i).lsn(i);
    }
    history.at(70, "reader").get(60, K, 999);
    history.assertLinearizable(Map.of());
  }

  @Test
  void shouldRefuseWhatCannotBeRecorded() {
    ThreadLog log = history.at(1, "a");
    assertThrows(IllegalArgumentException.class, () -> log.pending(1, Operation.GET, K, 1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> log.batch(1, new long[] {1, 1}, new long[] {1, 1}));
    assertThrows(
        IllegalArgumentException.class, () -> log.getAll(1, new long[] {1}, new long[] {}));
    assertThrows(
        IllegalArgumentException.class,
        () -> log.compareAndSet(1, K, HistoryRecorder.ABSENT, 1, false));
    assertThrows(IllegalArgumentException.class, () -> log.put(1, K, 1).lsn(-1));
  }
}
