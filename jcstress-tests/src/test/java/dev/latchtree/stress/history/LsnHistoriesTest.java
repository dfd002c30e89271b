package dev.latchtree.stress.history;

import static dev.latchtree.stress.history.HistoryRecorder.ABSENT;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** LSNs help to explain a history, must make sense themselves, and hide nothing. */
class LsnHistoriesTest {

  private static final long K = 7;

  private final Crafted history = new Crafted();

  private void assertViolation(int minimal, String what) {
    Verdict verdict = history.assertViolation(Map.of(), minimal);
    assertTrue(verdict.message().contains(what), verdict.message());
  }

  @Test
  void shouldExplainOverlappingWritesInTheOrderOfTheirLsns() {
    history.at(50, "a").put(10, K, 1).lsn(200);
    history.at(50, "b").put(10, K, 2).lsn(100);
    history.at(20, "c").get(15, K, 2);
    history.at(30, "c").get(25, K, 1);
    history.at(60, "c").get(55, K, 1);
    history.at(80, "c").remove(70, K, 1L).lsn(300);
    history.at(90, "c").get(85, K, ABSENT);
    history.assertLinearizable(Map.of());
  }

  @Test
  void shouldRefuseAnswersThatContradictTheLsns() {
    history.at(50, "a").put(10, K, 1).lsn(100);
    history.at(50, "b").put(10, K, 2).lsn(200);
    history.at(60, "c").get(55, K, 1);
    assertViolation(3, "the order of the LSNs does not explain");
  }

  @Test
  void shouldRefuseLsnsAgainstTime() {
    history.at(20, "a").put(10, K, 1).lsn(200);
    history.at(40, "b").put(30, 8, 1).lsn(100);
    assertViolation(2, "LSNs go against time");
  }

  @Test
  void shouldRefuseLsnsOfABatchAgainstTime() {
    history.at(20, "a").batch(10, new long[] {1, 2}, new long[] {1, 1}).lsn(200);
    history.at(40, "b").put(30, 8, 1).lsn(100);
    assertViolation(2, "LSNs go against time");
  }

  @Test
  void shouldRefuseALsnGivenTwice() {
    history.at(20, "a").put(10, K, 1).lsn(100);
    history.at(20, "b").put(10, 8, 1).lsn(100);
    assertViolation(2, "the same LSN");
  }

  @Test
  void shouldNotLetLsnsHideALostUpdate() {
    history.at(20, "a").getAndPut(10, K, 1, ABSENT).lsn(100);
    history.at(20, "b").getAndPut(10, K, 2, ABSENT).lsn(200);
    assertViolation(2, "no order explains");
  }

  @Test
  void shouldNotLetLsnsHideAStaleRead() {
    history.at(20, "a").put(10, K, 1).lsn(100);
    history.at(40, "a").put(30, K, 2).lsn(200);
    history.at(60, "b").get(50, K, 1);
    assertViolation(3, "no order explains");
  }

  @Test
  void shouldNotLetLsnsHideReadsThatGoBack() {
    history.at(90, "a").put(10, K, 1).lsn(100);
    history.at(90, "b").put(10, K, 2).lsn(200);
    history.at(30, "c").get(20, K, 2);
    history.at(50, "d").get(40, K, 1);
    assertViolation(4, "the order of the LSNs does not explain");
  }

  @Test
  void shouldSearchIfOneLsnIsMissing() {
    history.at(50, "a").put(10, K, 1).lsn(100);
    history.at(50, "b").put(10, K, 2);
    history.at(60, "c").get(55, K, 1);
    history.assertLinearizable(Map.of());
  }
}
