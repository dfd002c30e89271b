package dev.latchtree.stress.history;

import static dev.latchtree.stress.history.HistoryRecorder.ABSENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many calls of threads that run freely, on a concurrent map that is right and on one that loses
 * updates. Prints how fast they are recorded and checked.
 */
@Timeout(240)
class RealThreadsTest {

  private static final int THREADS = 8;
  private static final int KEYS = 1_000;
  private static final int CALLS = Integer.getInteger("latchtree.history.calls", 1_000_000);

  private final HistoryRecorder recorder = new HistoryRecorder();

  private interface Caller {
    void call(ThreadLog log, SplittableRandom random, long value);
  }

  private void run(int calls, Caller caller) throws Exception {
    List<FutureTask<Boolean>> running = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < THREADS; i++) {
      ThreadLog log = recorder.thread("thread-" + i);
      long first = (long) i << 32;
      SplittableRandom random = new SplittableRandom(i);
      FutureTask<Boolean> task =
          new FutureTask<>(
              () -> {
                for (int call = 0; call < calls / THREADS; call++) {
                  caller.call(log, random, first + call);
                }
                return true;
              });
      running.add(task);
      new Thread(task, "caller " + i).start();
    }
    for (FutureTask<Boolean> task : running) {
      assertTrue(task.get());
    }
    print("calls made and recorded", calls, start);
  }

  private static void print(String what, long calls, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%,d %s in %.1f s, %,.0f a second%n", calls, what, seconds, calls / seconds);
  }

  private Verdict check(Map<Long, Long> initial, Map<Long, Long> last) {
    RecordedHistory history = recorder.history();
    long start = System.nanoTime();
    Verdict verdict = history.check(initial, last);
    print("calls checked", verdict.calls(), start);
    return verdict;
  }

  private static void call(
      ConcurrentMap<Long, Long> map, ThreadLog log, SplittableRandom random, long value) {
    long key = random.nextInt(KEYS);
    long begun = log.begin();
    switch (random.nextInt(8)) {
      case 0 -> {
        map.put(key, value);
        log.put(begun, key, value);
      }
      case 1 -> log.putIfAbsent(begun, key, value, map.putIfAbsent(key, value) == null);
      case 2 -> {
        Long previous = map.replace(key, value);
        log.replace(begun, key, value, previous == null ? ABSENT : previous);
      }
      case 3 -> log.remove(begun, key, map.remove(key) != null);
      default -> log.get(begun, key, map.getOrDefault(key, ABSENT));
    }
  }

  @Test
  void shouldAcceptAConcurrentMap() throws Exception {
    ConcurrentMap<Long, Long> map = new ConcurrentSkipListMap<>();
    Map<Long, Long> initial = new HashMap<>();
    for (long key = 0; key < KEYS; key += 2) {
      initial.put(key, -1 - key);
    }
    map.putAll(initial);
    run(CALLS, (log, random, value) -> call(map, log, random, value));
    Verdict verdict = check(initial, map);
    verdict.requireLinearizable();
    assertEquals(CALLS, verdict.calls());
    assertEquals(KEYS, verdict.keys());
  }

  @Test
  void shouldAcceptAConcurrentMapByItsLsns() throws Exception {
    ConcurrentMap<Long, Long> map = new ConcurrentSkipListMap<>();
    AtomicLong lsns = new AtomicLong();
    run(
        CALLS,
        (log, random, value) -> {
          long key = random.nextInt(KEYS);
          long begun = log.begin();
          if (random.nextInt(3) == 0) {
            long[] lsn = new long[1];
            map.compute(
                key,
                (same, old) -> {
                  lsn[0] = lsns.incrementAndGet();
                  return value;
                });
            log.put(begun, key, value).lsn(lsn[0]);
          } else {
            log.get(begun, key, map.getOrDefault(key, ABSENT));
          }
        });
    check(Map.of(), map).requireLinearizable();
  }

  @Test
  @SuppressWarnings("ThreadPriorityCheck") // lets others come in between, on two cores too
  void shouldRefuseAMapThatLosesUpdates() throws Exception {
    ConcurrentMap<Long, Long> map = new ConcurrentSkipListMap<>();
    run(
        50_000,
        (log, random, value) -> {
          long key = random.nextInt(4);
          long begun = log.begin();
          Long previous = map.get(key);
          long read = log.begin();
          while (log.begin() - read < 200) {
            Thread.onSpinWait(); // lets others come between
          }
          map.put(key, value);
          log.getAndPut(begun, key, value, previous == null ? ABSENT : previous);
        });
    Verdict verdict = check(Map.of(), map);
    assertEquals(Verdict.Outcome.VIOLATION, verdict.outcome(), verdict::message);
    assertTrue(verdict.history().size() <= 2 * THREADS, verdict::message);
    System.out.println(verdict.message());
  }
}
