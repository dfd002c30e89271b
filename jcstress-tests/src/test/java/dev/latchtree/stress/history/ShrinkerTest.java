package dev.latchtree.stress.history;

import static dev.latchtree.stress.history.HistoryRecorder.ABSENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is shown of a violation is one itself, can lose no call, and is readable. */
class ShrinkerTest {

  private static final int ROUNDS = 2_000;
  private static final long K = 7;

  private final long seed = Long.getLong("latchtree.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Searches searches = new Searches(1_000_000);

  // ---- by hand

  @Test
  void shouldShowTheFewCallsOfALongHistoryThatContradictEachOther() {
    Crafted history = new Crafted();
    for (int i = 0; i < 300; i++) {
      history.at(100 * i + 20, "writer").put(100 * i + 10, K, i);
      history.at(100 * i + 60, "reader").get(100 * i + 50, K, i);
      history.at(100 * i + 60, "other").get(100 * i + 50, 8, ABSENT);
    }
    history.at(40_020, "writer").put(40_000, K, 1000);
    history.at(40_040, "reader").get(40_030, K, 299);
    history.at(40_060, "reader").get(40_050, K, 1000);
    Verdict verdict = history.assertViolation(Map.of(), 3);
    assertEquals(
        """
        not linearizable (903 calls about 2 keys): no order explains these calls; before: 7 = absent
          [    0 ..    10] writer  put 7 299
          [10090 .. 10110] writer  put 7 1000
          [10120 .. 10130] reader  get 7 = 299""",
        verdict.message());
  }

  @Test
  void shouldShowWhatRunsWhenItFailsWithoutItsAnswer() {
    Crafted history = new Crafted();
    history.at(900, "a").compareAndSet(10, K, 1, 2, true);
    history.at(30, "b").get(20, K, 2);
    history.at(50, "b").get(40, K, 1);
    Verdict verdict = history.assertViolation(Map.of(K, 1L), 3);
    assertEquals("[  0 .. ...] a  compare and set 7 1 -> 2", verdict.history().get(0));
  }

  @Test
  void shouldCutALongChainOfWritesThatNeedEachOther() {
    Crafted history = new Crafted();
    for (int i = 0; i < 2_000; i++) {
      history.at(100 * i + 20, "a").compareAndSet(100 * i + 10, K, i, i + 1, true);
      history.at(100 * i + 60, "b").getAndPut(100 * i + 50, K, i + 1, i + 1);
    }
    history.at(300_020, "a").contains(300_010, K, false);
    Verdict verdict = history.history().check(Map.of(K, 0L));
    assertEquals(Verdict.Outcome.VIOLATION, verdict.outcome());
    assertTrue(verdict.history().size() <= 2, verdict.message());
    assertThrowsWith(verdict, "contains 7 = false");
  }

  private static void assertThrowsWith(Verdict verdict, String text) {
    try {
      verdict.requireNoViolation();
    } catch (AssertionError error) {
      assertTrue(String.valueOf(error.getMessage()).contains(text), error.getMessage());
      return;
    }
    throw new IllegalStateException("no error: " + verdict);
  }

  // ---- at random

  private long value() {
    return random.nextLong(1, 4);
  }

  private KeyCall call(int thread) {
    Operation[] operations = {
      Operation.GET,
      Operation.GET,
      Operation.PUT,
      Operation.PUT,
      Operation.GET_AND_PUT,
      Operation.PUT_IF_ABSENT,
      Operation.COMPARE_AND_SET,
      Operation.REMOVE,
      Operation.GET_AND_REMOVE,
    };
    Operation operation = operations[random.nextInt(operations.length)];
    long begun = random.nextInt(60);
    boolean removes = operation == Operation.REMOVE || operation == Operation.GET_AND_REMOVE;
    boolean says = operation == Operation.REMOVE || operation == Operation.COMPARE_AND_SET;
    return new KeyCall(
        thread,
        begun,
        begun + random.nextInt(20),
        operation,
        K,
        removes ? ABSENT : value(),
        value(),
        says ? random.nextInt(2) : random.nextInt(4) == 0 ? ABSENT : value(),
        KeyCall.NO_LSN,
        false);
  }

  private List<AtomicCall> calls(int most) {
    List<AtomicCall> calls = new ArrayList<>();
    for (int count = 1 + random.nextInt(most); count > 0; count--) {
      calls.add(AtomicCall.of(call(count)));
    }
    return calls;
  }

  private static List<AtomicCall> without(List<AtomicCall> calls, int call) {
    List<AtomicCall> left = new ArrayList<>(calls);
    left.remove(call);
    return left;
  }

  private static List<String> show(List<AtomicCall> calls) {
    return new Rendering(Naming.numbers(), Collections.nCopies(99, "")).lines(calls);
  }

  private boolean fails(List<AtomicCall> calls, Map<Long, long[]> firsts) {
    return !calls.isEmpty() && searches.fails(calls, firsts);
  }

  @Test
  void shouldLeaveNothingThatCanBeLeftOut() {
    System.out.println("ShrinkerTest -Dlatchtree.seed=" + seed);
    int shrunk = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<AtomicCall> calls = calls(16);
      Map<Long, long[]> firsts = Map.of(K, new long[] {ABSENT});
      if (fails(calls, firsts)) {
        shrunk++;
        Shrinker shrinker = new Shrinker(searches, searches::fails, calls, firsts).shrink();
        List<AtomicCall> left = shrinker.calls();
        String where = "-Dlatchtree.seed=" + seed + ": " + show(calls) + " became " + show(left);
        assertTrue(fails(left, firsts), where);
        for (int i = 0; i < left.size(); i++) {
          if (Shrinker.mayDrop(left, i)) {
            assertFalse(fails(without(left, i), firsts), where);
          }
        }
        long last =
            left.stream()
                .mapToLong(AtomicCall::ended)
                .filter(e -> e != KeyCall.NEVER)
                .max()
                .orElse(0);
        List<AtomicCall> before =
            left.stream()
                .filter(call -> call.begun() < last)
                .map(call -> call.ended() >= last ? call.unanswered() : call)
                .filter(call -> !call.isPending() || call.mayWrite())
                .toList();
        assertFalse(fails(before, firsts), where);
      }
    }
    assertTrue(shrunk > ROUNDS / 10, "shrunk " + shrunk);
  }

  @Test
  void shouldDropNothingThatTheOthersNeed() {
    System.out.println("ShrinkerTest -Dlatchtree.seed=" + seed);
    Map<Long, long[]> firsts = Map.of(K, new long[] {1});
    int dropped = 0;
    for (int round = 0; round < 20 * ROUNDS; round++) {
      List<AtomicCall> calls = calls(5);
      if (!fails(calls, firsts)) {
        for (int i = 0; i < calls.size(); i++) {
          if (Shrinker.mayDrop(calls, i)) {
            dropped++;
            String where = "-Dlatchtree.seed=" + seed + ": " + show(calls) + " without " + i;
            assertFalse(fails(without(calls, i), firsts), where);
          }
          if (calls.get(i).isConditionalWrite()) {
            List<AtomicCall> weaker = new ArrayList<>(calls);
            weaker.set(i, calls.get(i).blind());
            assertFalse(fails(weaker, firsts), "-Dlatchtree.seed=" + seed + ": " + show(calls));
          }
        }
      }
    }
    assertTrue(dropped > ROUNDS, "dropped " + dropped);
  }
}
