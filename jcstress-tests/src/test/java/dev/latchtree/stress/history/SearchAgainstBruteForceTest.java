package dev.latchtree.stress.history;

import static dev.latchtree.stress.history.HistoryRecorder.ABSENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The checker against one that tries all orders, on tiny random histories: both must agree. */
class SearchAgainstBruteForceTest {

  private static final int ROUNDS = Boolean.getBoolean("latchtree.soak") ? 500_000 : 5_000;
  private static final int MOST_CALLS = 6;
  private static final int LAST_TIME = 12;

  private final long seed = Long.getLong("latchtree.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** A call on a map of numbers, by its own words. */
  private record Made(
      Operation operation,
      long begun,
      long ended,
      long key,
      long value,
      long expected,
      long answer,
      long lsn,
      boolean durable) {

    boolean isPending() {
      return ended == Long.MAX_VALUE;
    }

    /** Does it; false if the answer is wrong. A pending one has no answer. */
    boolean happens(Map<Long, Long> map) {
      long old = map.getOrDefault(key, ABSENT);
      boolean there = map.containsKey(key);
      return switch (operation) {
        case GET -> answer == old;
        case CONTAINS -> answer == (there ? 1 : 0);
        case PUT -> {
          map.put(key, value);
          yield true;
        }
        case GET_AND_PUT -> {
          map.put(key, value);
          yield isPending() || answer == old;
        }
        case PUT_IF_ABSENT -> {
          map.putIfAbsent(key, value);
          yield isPending() || answer == old;
        }
        case ADD -> {
          map.putIfAbsent(key, value);
          yield isPending() || answer == (there ? 0 : 1);
        }
        case REPLACE -> {
          map.replace(key, value);
          yield isPending() || answer == (there ? 1 : 0);
        }
        case GET_AND_REPLACE -> {
          map.replace(key, value);
          yield isPending() || answer == old;
        }
        case COMPARE_AND_SET -> map.replace(key, expected, value) == (answer == 1) || isPending();
        case REMOVE -> {
          map.remove(key);
          yield isPending() || answer == (there ? 1 : 0);
        }
        case GET_AND_REMOVE -> {
          map.remove(key);
          yield isPending() || answer == old;
        }
        case COMPARE_AND_REMOVE -> map.remove(key, expected) == (answer == 1) || isPending();
        default -> throw new AssertionError(operation);
      };
    }

    boolean wrote() {
      return switch (operation) {
        case GET, CONTAINS -> false;
        case PUT, GET_AND_PUT -> true;
        case PUT_IF_ABSENT -> answer == ABSENT;
        case GET_AND_REPLACE, GET_AND_REMOVE -> answer != ABSENT;
        default -> answer == 1;
      };
    }

    void record(ThreadLog log) {
      if (isPending()) {
        log.pending(begun, operation, key, value, expected);
      } else {
        switch (operation) {
          case GET -> log.get(begun, key, answer);
          case CONTAINS -> log.contains(begun, key, answer == 1);
          case PUT -> log.put(begun, key, value);
          case GET_AND_PUT -> log.getAndPut(begun, key, value, answer);
          case PUT_IF_ABSENT -> log.putIfAbsent(begun, key, value, answer);
          case ADD -> log.putIfAbsent(begun, key, value, answer == 1);
          case REPLACE -> log.replace(begun, key, value, answer == 1);
          case GET_AND_REPLACE -> log.replace(begun, key, value, answer);
          case COMPARE_AND_SET -> log.compareAndSet(begun, key, expected, value, answer == 1);
          case REMOVE -> log.remove(begun, key, answer == 1);
          case GET_AND_REMOVE -> log.remove(begun, key, answer);
          case COMPARE_AND_REMOVE -> log.compareAndRemove(begun, key, expected, answer == 1);
          default -> throw new AssertionError(operation);
        }
      }
      if (lsn >= 0) {
        log.lsn(lsn);
      }
      if (durable) {
        log.durable();
      }
    }
  }

  /** Tries all orders. */
  private static final class BruteForce {
    private final List<Made> calls;
    private final boolean inOrderOfLsns;
    private final Map<Long, Long> survived;
    private final boolean crashes;

    BruteForce(List<Made> calls, boolean inOrderOfLsns) {
      this.calls = calls;
      this.inOrderOfLsns = inOrderOfLsns;
      survived = Map.of();
      crashes = false;
    }

    BruteForce(List<Made> calls, boolean inOrderOfLsns, Map<Long, Long> survived) {
      this.calls = calls;
      this.inOrderOfLsns = inOrderOfLsns;
      this.survived = survived;
      crashes = true;
    }

    boolean explains(Map<Long, Long> initial) {
      return explains(new ArrayList<>(calls), initial, !crashes);
    }

    private boolean explains(List<Made> left, Map<Long, Long> map, boolean hasSurvived) {
      boolean survives =
          hasSurvived || (left.stream().noneMatch(Made::durable) && map.equals(survived));
      if (survives && left.stream().allMatch(Made::isPending)) {
        return true;
      }
      for (Made next : left) {
        boolean mayBeNext = left.stream().noneMatch(other -> other.ended < next.begun);
        if (inOrderOfLsns && next.lsn >= 0) {
          mayBeNext &= left.stream().noneMatch(other -> other.lsn >= 0 && other.lsn < next.lsn);
        }
        Map<Long, Long> after = new HashMap<>(map);
        if (mayBeNext && next.happens(after)) {
          List<Made> rest = new ArrayList<>(left);
          rest.remove(next);
          if (explains(rest, after, survives)) {
            return true;
          }
        }
      }
      return false;
    }
  }

  // ---- random histories

  private static final List<Operation> OPERATIONS =
      List.of(
          Operation.GET,
          Operation.GET,
          Operation.GET,
          Operation.CONTAINS,
          Operation.PUT,
          Operation.PUT,
          Operation.PUT,
          Operation.GET_AND_PUT,
          Operation.PUT_IF_ABSENT,
          Operation.ADD,
          Operation.REPLACE,
          Operation.GET_AND_REPLACE,
          Operation.COMPARE_AND_SET,
          Operation.REMOVE,
          Operation.GET_AND_REMOVE,
          Operation.COMPARE_AND_REMOVE);

  private long someValue() {
    return random.nextInt(5) < 3 ? 1 + random.nextInt(2) : ABSENT;
  }

  private Made made(int keys, boolean pendings, boolean durables) {
    Operation operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
    boolean answersValue =
        switch (operation) {
          case GET, GET_AND_PUT, PUT_IF_ABSENT, GET_AND_REPLACE, GET_AND_REMOVE -> true;
          default -> false;
        };
    boolean removes =
        switch (operation) {
          case REMOVE, GET_AND_REMOVE, COMPARE_AND_REMOVE -> true;
          default -> false;
        };
    long begun = random.nextInt(LAST_TIME);
    long ended = begun + random.nextInt(LAST_TIME - (int) begun);
    boolean pending =
        pendings
            && random.nextInt(5) == 0
            && operation != Operation.GET
            && operation != Operation.CONTAINS;
    return new Made(
        operation,
        begun,
        pending ? Long.MAX_VALUE : ended,
        random.nextInt(keys),
        removes ? ABSENT : 1 + random.nextInt(2),
        1 + random.nextInt(2),
        pending ? ABSENT : answersValue ? someValue() : random.nextInt(2),
        -1,
        durables && !pending && random.nextInt(4) == 0);
  }

  private List<Made> calls(int keys, boolean pendings, boolean durables) {
    List<Made> calls = new ArrayList<>();
    for (int count = 1 + random.nextInt(MOST_CALLS); count > 0; count--) {
      calls.add(made(keys, pendings, durables));
    }
    return calls;
  }

  /** LSNs for all that wrote, in an order that goes with time. */
  private List<Made> withLsns(List<Made> calls) {
    List<Made> left = new ArrayList<>(calls);
    Collections.shuffle(left, random);
    List<Made> numbered = new ArrayList<>();
    while (!left.isEmpty()) {
      for (Made next : List.copyOf(left)) {
        if (left.stream().noneMatch(other -> other.ended < next.begun)) {
          left.remove(next);
          numbered.add(
              new Made(
                  next.operation,
                  next.begun,
                  next.ended,
                  next.key,
                  next.value,
                  next.expected,
                  next.answer,
                  next.wrote() ? numbered.size() : -1,
                  next.durable));
          break;
        }
      }
    }
    return numbered;
  }

  private Map<Long, Long> contents(int keys) {
    Map<Long, Long> contents = new HashMap<>();
    for (long key = 0; key < keys; key++) {
      long value = someValue();
      if (value != ABSENT) {
        contents.put(key, value);
      }
    }
    return contents;
  }

  private static RecordedHistory recorded(List<Made> calls) {
    Crafted crafted = new Crafted();
    for (int i = 0; i < calls.size(); i++) {
      Made made = calls.get(i);
      made.record(crafted.at(made.isPending() ? LAST_TIME : made.ended, "thread " + i));
    }
    return crafted.history();
  }

  private static String show(List<Made> calls) {
    return calls.stream().map(Made::toString).collect(Collectors.joining("\n"));
  }

  private interface Round {
    /** One random history; true if it can be explained. */
    boolean run();
  }

  private void assertBothSeen(Round round) {
    System.out.println(getClass().getSimpleName() + " -Dlatchtree.seed=" + seed);
    int explained = 0;
    for (int i = 0; i < ROUNDS; i++) {
      explained += round.run() ? 1 : 0;
    }
    assertTrue(explained > ROUNDS / 50, explained + " explained");
    assertTrue(explained < ROUNDS - ROUNDS / 50, explained + " explained");
  }

  private boolean agree(
      List<Made> calls, Map<Long, Long> initial, Verdict verdict, boolean expected) {
    assertEquals(
        expected ? Verdict.Outcome.LINEARIZABLE : Verdict.Outcome.VIOLATION,
        verdict.outcome(),
        () ->
            "-Dlatchtree.seed=%d: %s\n%s\nbegins with %s"
                .formatted(seed, verdict.message(), show(calls), initial));
    return expected;
  }

  @Test
  void shouldAgreeOnOneKey() {
    assertBothSeen(
        () -> {
          List<Made> calls = calls(1, true, false);
          Map<Long, Long> initial = contents(1);
          boolean expected = new BruteForce(calls, false).explains(initial);
          return agree(calls, initial, recorded(calls).check(initial), expected);
        });
  }

  @Test
  void shouldAgreeOnTwoKeys() {
    assertBothSeen(
        () -> {
          List<Made> calls = calls(2, true, false);
          Map<Long, Long> initial = contents(2);
          boolean expected = new BruteForce(calls, false).explains(initial);
          return agree(calls, initial, recorded(calls).check(initial), expected);
        });
  }

  @Test
  void shouldAgreeOnKeysThatAreLinked() {
    assertBothSeen(
        () -> {
          List<Made> calls = calls(2, true, false);
          Map<Long, Long> initial = contents(2);
          boolean expected = new BruteForce(calls, false).explains(initial);
          Crafted crafted = new Crafted();
          for (int i = 0; i < calls.size(); i++) {
            Made made = calls.get(i);
            made.record(crafted.at(made.isPending() ? LAST_TIME : made.ended, "thread " + i));
          }
          // Says nothing, but lets both keys be looked at together.
          crafted
              .at(LAST_TIME, "link")
              .pendingBatch(LAST_TIME, new long[] {8, 9}, new long[] {1, 1});
          crafted
              .at(LAST_TIME, "link")
              .pendingBatch(LAST_TIME, new long[] {0, 1}, new long[] {1, 1});
          return agree(calls, initial, crafted.history().check(initial), expected);
        });
  }

  @Test
  void shouldAgreeOnTheOrderOfLsns() {
    assertBothSeen(
        () -> {
          List<Made> calls = withLsns(calls(1, false, false));
          Map<Long, Long> initial = contents(1);
          boolean expected = new BruteForce(calls, true).explains(initial);
          return agree(calls, initial, recorded(calls).check(initial), expected);
        });
  }

  @Test
  void shouldAgreeOnWhatACrashMayLeave() {
    assertBothSeen(
        () -> {
          List<Made> calls = calls(1, true, true);
          Map<Long, Long> initial = contents(1);
          Map<Long, Long> left = contents(1);
          boolean expected = new BruteForce(calls, false, left).explains(initial);
          Verdict verdict = recorded(calls).checkCrash(initial, Survivors.of(left));
          return agree(calls, initial, verdict, expected);
        });
  }

  @Test
  void shouldAgreeOnWhatACrashMayLeaveInTheOrderOfLsns() {
    assertBothSeen(
        () -> {
          List<Made> calls = withLsns(calls(1, false, true));
          Map<Long, Long> initial = contents(1);
          Map<Long, Long> left = contents(1);
          boolean expected = new BruteForce(calls, true, left).explains(initial);
          Verdict verdict = recorded(calls).checkCrash(initial, Survivors.of(left));
          return agree(calls, initial, verdict, expected);
        });
  }

  @Test
  void shouldAgreeOnWhereACrashCutsTheWritesOfTwoKeys() {
    assertBothSeen(
        () -> {
          List<Made> calls = withLsns(calls(2, false, true).stream().filter(Made::wrote).toList());
          Map<Long, Long> initial = contents(2);
          Map<Long, Long> left = contents(2);
          boolean expected = new BruteForce(calls, true, left).explains(initial);
          Verdict verdict = recorded(calls).checkCrash(initial, Survivors.of(left));
          return agree(calls, initial, verdict, expected);
        });
  }
}
