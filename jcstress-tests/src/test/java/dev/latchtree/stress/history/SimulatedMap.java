package dev.latchtree.stress.history;

import static dev.latchtree.stress.history.HistoryRecorder.ABSENT;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Histories that are right by construction: calls with random intervals, each made on a real map at
 * a random moment of its interval.
 */
final class SimulatedMap {

  private static final int LONGEST = 30;
  private static final int LONGEST_PAUSE = 15;

  private static final int HANGING = 12;
  private static final int GETTING = 13;

  /** Something that happens to the map at a moment. */
  private record Happening(long time, Runnable what) {}

  private final Random random;
  private final int keys;
  private final boolean withLsns;
  private final Crafted crafted = new Crafted();
  private final Map<Long, Long> initial = new HashMap<>();
  private final Map<Long, Long> map = new HashMap<>();
  private final List<Happening> happenings = new ArrayList<>();
  private long values;
  private long lsn;

  /** So many gets until one is answered by a value that nobody wrote; none if negative. */
  private int getsUntilWrong;

  SimulatedMap(Random random, int keys, boolean withLsns, int getsUntilWrong) {
    this.random = random;
    this.keys = keys;
    this.withLsns = withLsns;
    this.getsUntilWrong = getsUntilWrong;
    for (long key = 0; key < keys; key += 2) {
      initial.put(key, -1 - key);
    }
    map.putAll(initial);
  }

  Map<Long, Long> initial() {
    return initial;
  }

  /** After {@link #history()}. */
  Map<Long, Long> last() {
    return map;
  }

  /** The calls of a thread, one after the other. */
  void addThread(String name, int calls, boolean joint) {
    long time = random.nextInt(LONGEST);
    for (int call = 0; call < calls; call++) {
      long begun = time;
      long ended = begun + random.nextInt(LONGEST);
      int kind = random.nextInt(joint ? 20 : 18);
      if (kind == 17) {
        scan(name, begun, ended);
      } else {
        long moment = begun + random.nextInt((int) (ended - begun + 1));
        boolean mayHang = !joint && random.nextInt(8) == 0;
        int done = kind == HANGING && !mayHang ? GETTING : kind;
        happenings.add(new Happening(moment, () -> happen(done, name, begun, ended)));
      }
      time = ended + random.nextInt(LONGEST_PAUSE);
    }
  }

  RecordedHistory history() {
    happenings.sort(Comparator.comparingLong(Happening::time));
    happenings.forEach(happening -> happening.what.run());
    return crafted.history();
  }

  private long value() {
    return ++values;
  }

  private long get(long key) {
    return map.getOrDefault(key, ABSENT);
  }

  private static long old(@Nullable Long value) {
    return value == null ? ABSENT : value;
  }

  private void written(ThreadLog log) {
    if (withLsns) {
      log.lsn(lsn++);
    }
  }

  private void happen(int kind, String name, long begun, long ended) {
    ThreadLog log = crafted.at(ended, name);
    long key = random.nextInt(keys);
    long value = value();
    boolean there = map.containsKey(key);
    switch (kind) {
      case 0, 1, 2 -> {
        map.put(key, value);
        written(log.put(begun, key, value));
      }
      case 3 -> written(log.getAndPut(begun, key, value, old(map.put(key, value))));
      case 4 -> written(log.putIfAbsent(begun, key, value, old(map.putIfAbsent(key, value))));
      case 5 -> written(log.putIfAbsent(begun, key, value, map.putIfAbsent(key, value) == null));
      case 6 -> written(log.replace(begun, key, value, map.replace(key, value) != null));
      case 7 -> {
        long expected = there && random.nextBoolean() ? get(key) : value;
        boolean set = map.replace(key, expected, value);
        written(log.compareAndSet(begun, key, expected, value, set));
      }
      case 8 -> written(log.remove(begun, key, map.remove(key) != null));
      case 9 -> written(log.remove(begun, key, old(map.remove(key))));
      case 10 -> {
        long expected = there ? get(key) : value;
        written(log.compareAndRemove(begun, key, expected, map.remove(key, expected)));
      }
      case 11 -> log.contains(begun, key, there);
      case HANGING -> {
        if (random.nextBoolean()) {
          map.put(key, value);
        }
        log.pendingPut(begun, key, value);
      }
      case 18 -> {
        long other = (key + 1) % keys;
        map.put(key, value);
        map.remove(other);
        written(log.batch(begun, new long[] {key, other}, new long[] {value, ABSENT}));
      }
      case 19 -> {
        long other = (key + 1) % keys;
        log.getAll(begun, new long[] {key, other}, new long[] {get(key), get(other)});
      }
      default -> log.get(begun, key, getsUntilWrong-- == 0 ? Long.MAX_VALUE : get(key));
    }
  }

  /** Each key at a moment of its own, in order. */
  private void scan(String name, long begun, long ended) {
    long[] moments = random.longs(keys, begun, ended + 1).sorted().toArray();
    ScanLog[] scan = new ScanLog[1];
    for (int i = 0; i < keys; i++) {
      int key = i;
      happenings.add(
          new Happening(
              moments[i],
              () -> {
                if (key == 0) {
                  scan[0] = crafted.at(begun, name).scan(begun, any -> true, true);
                }
                long found = get(key);
                crafted.at(moments[key]);
                if (found != ABSENT) {
                  scan[0].entry(key, found);
                }
                if (key == keys - 1) {
                  crafted.at(ended);
                  scan[0].end();
                }
              }));
    }
  }
}
