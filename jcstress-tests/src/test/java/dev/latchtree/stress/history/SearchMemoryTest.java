package dev.latchtree.stress.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.stress.history.Search.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the memory of a search is worth, in steps, which no clock and no neighbour can change: the
 * same histories of one register, searched with it and without.
 */
class SearchMemoryTest {

  private static final long MOST = 4_000_000;

  /** A write of a value, or a read that has found it. */
  private record Touch(long begun, long ended, boolean writes, int value) {}

  /** A register: its situation is its value. */
  private record Register(List<Touch> calls) implements Problem {

    private Register {
      calls = calls.stream().sorted(Comparator.comparingLong(Touch::begun)).toList();
    }

    @Override
    public int size() {
      return calls.size();
    }

    @Override
    public long begun(int call) {
      return calls.get(call).begun();
    }

    @Override
    public long ended(int call) {
      return calls.get(call).ended();
    }

    @Override
    public boolean onlyLooks(int call) {
      return !calls.get(call).writes();
    }

    @Override
    public int apply(int call, int situation) {
      Touch touch = calls.get(call);
      return touch.writes() || touch.value() == situation ? touch.value() : -1;
    }
  }

  /** Both forms give the same verdict, unless one gives up. */
  private static long[] steps(List<Touch> calls, Outcome expected) {
    Search with = new Search(new Register(calls), MOST);
    Search without = new Search(new Register(calls), MOST, false);
    assertEquals(expected, with.run(0));
    Outcome other = without.run(0);
    assertTrue(other == expected || other == Outcome.GAVE_UP, other::toString);
    assertTrue(with.steps() <= without.steps());
    return new long[] {with.steps(), without.steps()};
  }

  /**
   * So many writes at the same time, then a read of what nobody wrote: all orders are looked at.
   */
  @ParameterizedTest
  @ValueSource(ints = {4, 6, 8})
  void shouldKeepARefusalFromGrowingLikeTheNumberOfOrders(int writers) {
    List<Touch> calls = new ArrayList<>();
    for (int i = 1; i <= writers; i++) {
      calls.add(new Touch(0, 10 + i, true, i));
    }
    calls.add(new Touch(100, 101, false, writers + 1));
    long[] steps = steps(calls, Outcome.NONE);
    System.out.printf(
        "%d writes at once, refused: %,d steps with the memory, %,d without (%.1f times)%n",
        writers, steps[0], steps[1], (double) steps[1] / steps[0]);
    long orders = 1;
    for (int i = 2; i <= writers; i++) {
      orders *= i;
    }
    assertTrue(steps[1] > orders, "without it each order is looked at");
    assertTrue(steps[0] < ((long) writers * writers) << writers, "with it each set of writes is");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void shouldTellWhatItIsWorthOnRandomHistories(int threads) {
    Random random = new Random(threads);
    double[] right = new double[20];
    double[] wrong = new double[right.length];
    for (int i = 0; i < right.length; i++) {
      List<Touch> calls = history(random, threads, 200);
      right[i] = ratio(steps(calls, Outcome.FOUND));
      wrong[i] = ratio(steps(spoilt(calls), Outcome.NONE));
    }
    System.out.printf(
        "%d threads, 200 calls, steps without the memory to those with it: found %.2f (%.2f - %.2f),"
            + " refused %.2f (%.2f - %.2f)%n",
        threads,
        median(right),
        right[0],
        right[right.length - 1],
        median(wrong),
        wrong[0],
        wrong[wrong.length - 1]);
  }

  @Test
  void shouldFindTheSameWithoutIt() {
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      List<Touch> calls = history(random, 3, 12);
      int changed = random.nextInt(calls.size());
      Touch one = calls.get(changed);
      calls.set(changed, new Touch(one.begun, one.ended, one.writes, 1 + random.nextInt(6)));
      Outcome with = new Search(new Register(calls), MOST).run(0);
      assertNotEquals(Outcome.GAVE_UP, with);
      assertEquals(with, new Search(new Register(calls), MOST, false).run(0), calls::toString);
      refused += with == Outcome.NONE ? 1 : 0;
    }
    assertTrue(refused > 100 && refused < 1_900, refused + " of 2000 refused");
  }

  /** What threads did to a real register, each call at some instant between begin and end. */
  private static List<Touch> history(Random random, int threads, int count) {
    record Open(long begun, long instant, long ended, boolean writes, int value) {}
    List<Open> opens = new ArrayList<>();
    long[] free = new long[threads];
    for (int i = 0; i < count; i++) {
      int thread = i % threads;
      long begun = free[thread] + 1 + random.nextInt(10);
      long instant = begun + 1 + random.nextInt(50);
      long ended = instant + 1 + random.nextInt(50);
      free[thread] = ended;
      opens.add(new Open(begun, instant, ended, random.nextBoolean(), 1 + i));
    }
    opens.sort(Comparator.comparingLong(Open::instant));
    List<Touch> calls = new ArrayList<>();
    int value = 0;
    for (Open open : opens) {
      value = open.writes ? open.value : value;
      calls.add(new Touch(open.begun, open.ended, open.writes, value));
    }
    return calls;
  }

  /** The same, and a last read of a value that nobody wrote. */
  private static List<Touch> spoilt(List<Touch> calls) {
    List<Touch> spoilt = new ArrayList<>(calls);
    long end = calls.stream().mapToLong(Touch::ended).max().orElse(0);
    spoilt.add(new Touch(end + 1, end + 2, false, Integer.MAX_VALUE));
    return spoilt;
  }

  private static double ratio(long[] steps) {
    return (double) steps[1] / steps[0];
  }

  /** Also sorts them. */
  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
