package dev.latchtree.stress.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Long random histories: what a map answered is accepted, one wrong answer among it is not. */
class SimulatedHistoriesTest {

  private static final int ROUNDS = Boolean.getBoolean("latchtree.soak") ? 1_000 : 12;
  private static final int THREADS = 6;
  private static final int CALLS = 200;

  private final long seed = Long.getLong("latchtree.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @BeforeEach
  void printSeed() {
    System.out.println(getClass().getSimpleName() + " -Dlatchtree.seed=" + seed);
  }

  private SimulatedMap map(int keys, boolean withLsns, boolean joint, boolean wrong) {
    int gets = THREADS * CALLS / 8;
    SimulatedMap map =
        new SimulatedMap(random, keys, withLsns, wrong ? gets / 2 + random.nextInt(gets / 2) : -1);
    for (int thread = 0; thread < THREADS; thread++) {
      map.addThread("thread-" + thread, CALLS, joint);
    }
    return map;
  }

  private String where(Verdict verdict) {
    return "-Dlatchtree.seed=" + seed + ": " + verdict.message();
  }

  private void assertRightAndWrong(int keys, boolean withLsns, boolean joint) {
    for (int round = 0; round < ROUNDS; round++) {
      SimulatedMap right = map(keys, withLsns, joint, false);
      RecordedHistory history = right.history();
      Verdict verdict = history.check(right.initial(), right.last());
      assertEquals(Verdict.Outcome.LINEARIZABLE, verdict.outcome(), () -> where(verdict));
      assertEquals(THREADS * CALLS, verdict.calls());

      SimulatedMap wrong = map(keys, withLsns, joint, true);
      Verdict refused = wrong.history().check(wrong.initial());
      assertEquals(Verdict.Outcome.VIOLATION, refused.outcome(), () -> where(refused));
      assertEquals(1, refused.history().size(), () -> where(refused));
      assertTrue(refused.history().get(0).endsWith(" = " + Long.MAX_VALUE), () -> where(refused));
    }
  }

  @Test
  void shouldTellRightFromWrongOnFewKeys() {
    assertRightAndWrong(2, false, false);
  }

  @Test
  void shouldTellRightFromWrongOnManyKeys() {
    assertRightAndWrong(40, false, false);
  }

  @Test
  void shouldTellRightFromWrongByLsns() {
    assertRightAndWrong(10, true, false);
  }

  @Test
  void shouldTellRightFromWrongWithCallsAboutSeveralKeys() {
    assertRightAndWrong(3, false, true);
  }

  @Test
  void shouldTellRightFromWrongWithCallsAboutManyLinkedKeys() {
    assertRightAndWrong(30, true, true);
  }
}
