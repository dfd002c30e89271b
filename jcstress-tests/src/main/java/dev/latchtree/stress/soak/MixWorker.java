package dev.latchtree.stress.soak;

import dev.latchtree.stress.history.HistoryRecorder;
import dev.latchtree.stress.history.ScanLog;
import dev.latchtree.stress.history.ThreadLog;
import dev.latchtree.stress.subject.Subject;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One thread of a {@link Mix}: calls by chance, each of them recorded. */
final class MixWorker {

  private static final int VALUES_PER_THREAD_BITS = 32;

  /** Keys that go into batches together: few, so that an order of them can be searched for. */
  private static final int GROUP = 2;

  private final Subject subject;
  private final Entries entries;
  private final ThreadLog log;
  private final SplittableRandom random;
  private final int removing;
  private long lastValue;

  MixWorker(
      Subject subject,
      Entries entries,
      ThreadLog log,
      SplittableRandom random,
      int removing,
      int number) {
    this.subject = subject;
    this.entries = entries;
    this.log = log;
    this.random = random;
    this.removing = removing;
    lastValue = (long) (number + 1) << VALUES_PER_THREAD_BITS;
  }

  void call() {
    long key = random.nextInt(entries.count());
    int kind = random.nextInt(100);
    if (kind < 30) {
      get(key);
    } else if (kind < 70) {
      if (random.nextInt(10) < removing) {
        remove(key);
      } else {
        put(key);
      }
    } else if (kind < 85) {
      putIfAbsent(key);
    } else if (kind < 95) {
      replace(key);
    } else if (kind < 97) {
      scan(random.nextBoolean());
    } else if (subject.hasGroups()) {
      group(key - key % GROUP);
    }
  }

  /** Each is written once. */
  private long newValue() {
    return ++lastValue;
  }

  private void get(long key) {
    long begun = log.begin();
    byte[] found = subject.get(entries.key(key));
    log.get(begun, key, number(key, found));
  }

  private long number(long key, byte @Nullable [] value) {
    return entries.numberOf(entries.key(key), value);
  }

  private void put(long key) {
    long value = newValue();
    byte[] bytes = entries.value(value);
    long begun = log.begin();
    subject.put(entries.key(key), bytes);
    log.put(begun, key, value);
  }

  private void remove(long key) {
    long begun = log.begin();
    boolean removed = subject.remove(entries.key(key));
    log.remove(begun, key, removed);
  }

  private void putIfAbsent(long key) {
    long value = newValue();
    byte[] bytes = entries.value(value);
    long begun = log.begin();
    byte[] old = subject.putIfAbsent(entries.key(key), bytes);
    log.putIfAbsent(begun, key, value, number(key, old));
  }

  private void replace(long key) {
    long begun = log.begin();
    byte[] found = subject.get(entries.key(key));
    log.get(begun, key, number(key, found));
    if (found != null) {
      long value = newValue();
      byte[] bytes = entries.value(value);
      begun = log.begin();
      boolean set = subject.compareAndSet(entries.key(key), found, bytes);
      log.compareAndSet(begun, key, number(key, found), value, set);
    }
  }

  private void scan(boolean forward) {
    ScanLog scan = log.scan(log.begin(), key -> true, forward);
    subject.scan(
        forward,
        (key, value) -> {
          long number = entries.number(key);
          scan.entry(number, entries.numberOf(key, value));
        });
    scan.end();
  }

  private void group(long first) {
    int size = (int) Math.min(GROUP, entries.count() - first);
    long[] keys = new long[size];
    for (int i = 0; i < size; i++) {
      keys[i] = first + i;
    }
    List<byte[]> bytes = Arrays.stream(keys).mapToObj(entries::key).toList();
    if (random.nextBoolean()) {
      long begun = log.begin();
      List<byte @Nullable []> found = subject.getAll(bytes);
      long[] values = new long[size];
      for (int i = 0; i < size; i++) {
        values[i] = number(keys[i], found.get(i));
      }
      log.getAll(begun, keys, values);
    } else {
      long value = random.nextInt(10) < removing ? HistoryRecorder.ABSENT : newValue();
      byte[] written = value == HistoryRecorder.ABSENT ? null : entries.value(value);
      long begun = log.begin();
      subject.putAll(bytes, written);
      long[] values = new long[size];
      Arrays.fill(values, value);
      log.batch(begun, keys, values);
    }
  }
}
