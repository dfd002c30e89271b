package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.latchtree.wal.LogBytes.Appended;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Thousands of damaged logs. Whatever happens to the bytes: what is delivered was written, in order
 * and without a hole; and a log that ends before the last proof is never taken for a whole one. The
 * exception to the first is a stale block, which is a record of an earlier life: it must not be
 * delivered either, or the read must fail.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogReaderFuzzTest {

  private static final int LOGS = Integer.getInteger("latchtree.fuzz.logs", 12);
  private static final int MUTATIONS_PER_LOG = 250;
  private static final int BLOCK = 4096;

  /** A log of three lives over several segments, and the bytes that earlier lives left. */
  private static final class Fixture {
    final LogBytes log = new LogBytes();

    /** The same places as an earlier life had written them. */
    final TreeMap<Long, byte[]> stale = new TreeMap<>();

    final long proof;
    final Map<Long, Appended> byLsn = new TreeMap<>();
    final TreeMap<Long, byte[]> pristine = new TreeMap<>();

    Fixture(SplittableRandom random) {
      log.open();
      append(random, random.nextInt(20, 200));
      long cut = log.durable();
      appendUnsynced(random, random.nextInt(100, 300));
      log.segments().forEach((index, bytes) -> stale.put(index, bytes.clone()));
      log.cutAt(cut);
      log.open();
      append(random, random.nextInt(20, 200));
      if (random.nextBoolean()) {
        log.close();
      }
      log.open();
      append(random, random.nextInt(50, 300));
      if (random.nextBoolean()) {
        log.close();
      }
      if (random.nextBoolean()) {
        log.prepare(log.next() / LogBytes.SEGMENT + 1);
      }
      proof =
          log.records().stream()
              .mapToLong(r -> r.type() < 240 || r.type() == LogBytes.PAD ? r.durable() : r.lsn())
              .max()
              .orElseThrow();
      log.records().forEach(record -> byLsn.put(record.lsn(), record));
      log.segments().forEach((index, bytes) -> pristine.put(index, bytes.clone()));
    }

    private void append(SplittableRandom random, int count) {
      for (int i = 0; i < count; i++) {
        appendOne(random);
        if (random.nextInt(8) == 0) {
          log.sync();
        }
      }
    }

    private void appendUnsynced(SplittableRandom random, int count) {
      for (int i = 0; i < count; i++) {
        appendOne(random);
      }
    }

    private void appendOne(SplittableRandom random) {
      switch (random.nextInt(20)) {
        case 0 -> log.append(random.nextInt(100_000));
        case 1 -> log.pad(Math.min(32 * random.nextInt(1, 50), roomLeft()));
        default -> log.append(random.nextInt(5000));
      }
    }

    private int roomLeft() {
      return LogBytes.SEGMENT - (int) (log.next() % LogBytes.SEGMENT);
    }

    /** Whether this is a record that an earlier life wrote where now other bytes belong. */
    boolean isStale(LogRecord record) {
      Appended wanted = byLsn.get(record.lsn());
      return wanted == null || record.generation() < wanted.generation();
    }

    void restore() {
      log.segments().clear();
      pristine.forEach((index, bytes) -> log.segments().put(index, bytes.clone()));
    }
  }

  @Test
  void shouldNeverDeliverWhatWasNotWrittenNorCutWhatWasProven() {
    RandomRuns.run(
        LOGS,
        random -> {
          Fixture fixture = new Fixture(random);
          check(fixture, "unharmed");
          for (int i = 0; i < MUTATIONS_PER_LOG; i++) {
            String what = mutate(fixture, random);
            check(fixture, what);
            fixture.restore();
          }
        });
  }

  private static String mutate(Fixture fixture, SplittableRandom random) {
    StringBuilder done = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      done.append(mutateOnce(fixture, random)).append("; ");
    }
    return done.toString();
  }

  private static String mutateOnce(Fixture fixture, SplittableRandom random) {
    LogBytes log = fixture.log;
    List<Long> indexes = List.copyOf(log.segments().keySet());
    long index = indexes.get(random.nextInt(indexes.size()));
    byte[] bytes = log.segment(index);
    if (bytes.length < LogBytes.SEGMENT) {
      return "none";
    }
    List<Appended> records = log.records();
    // Half of the time close to the end, where it is decided.
    Appended record =
        records.get(
            random.nextBoolean()
                ? random.nextInt(records.size())
                : records.size() - 1 - random.nextInt(Math.min(20, records.size())));
    byte[] place = log.segments().getOrDefault(record.segment(), new byte[0]);
    boolean whole = place.length == LogBytes.SEGMENT;
    switch (random.nextInt(10)) {
      case 0, 1 -> {
        int at = random.nextInt(LogBytes.SEGMENT);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        return "bit flipped in segment %d at %d".formatted(index, at);
      }
      case 2, 3 -> {
        if (whole) {
          int at = record.at() + random.nextInt(32);
          place[at] ^= (byte) (1 << random.nextInt(8));
        }
        return "bit flipped in the header of " + record.lsn();
      }
      case 4 -> {
        int size = random.nextInt(LogBytes.SEGMENT);
        log.segments().put(index, Arrays.copyOf(bytes, size));
        return "segment %d cut to %d".formatted(index, size);
      }
      case 5 -> {
        int a = random.nextInt(LogBytes.SEGMENT / BLOCK) * BLOCK;
        int b = random.nextInt(LogBytes.SEGMENT / BLOCK) * BLOCK;
        byte[] other = log.segment(indexes.get(random.nextInt(indexes.size())));
        if (other.length == LogBytes.SEGMENT) {
          byte[] swapped = Arrays.copyOfRange(bytes, a, a + BLOCK);
          System.arraycopy(other, b, bytes, a, BLOCK);
          System.arraycopy(swapped, 0, other, b, BLOCK);
        }
        return "blocks swapped in segment %d, %d and %d".formatted(index, a, b);
      }
      case 6 -> {
        byte[] old = fixture.stale.get(index);
        int from = random.nextInt(LogBytes.SEGMENT / 512) * 512;
        int to = Math.min(LogBytes.SEGMENT, from + 512 * random.nextInt(1, 100));
        if (old != null) {
          System.arraycopy(old, from, bytes, from, to - from);
        }
        return "stale block in segment %d, %d to %d".formatted(index, from, to);
      }
      case 7 -> {
        int[] lengths = {0, 1, -1, 31, 33, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 20, 1 << 30};
        int length = lengths[random.nextInt(lengths.length)];
        if (whole) {
          LogBytes.littleEndian(place).putInt(record.at() + 4, length);
        }
        return "length %d at %d".formatted(length, record.lsn());
      }
      case 8 -> {
        int from = random.nextInt(LogBytes.SEGMENT / 512) * 512;
        int to = Math.min(LogBytes.SEGMENT, from + 512 * random.nextInt(1, 200));
        Arrays.fill(bytes, from, to, (byte) 0);
        return "zeros in segment %d, %d to %d".formatted(index, from, to);
      }
      default -> {
        if (random.nextInt(4) > 0 || indexes.size() == 1) {
          return "none";
        }
        log.remove(index);
        return "segment %d removed".formatted(index);
      }
    }
  }

  private static void check(Fixture fixture, String what) throws IOException {
    long first =
        fixture.log.segments().isEmpty() ? 0 : fixture.log.segments().keySet().iterator().next();
    long from = first * LogBytes.SEGMENT + 4096; // removing segments from the front is no damage
    List<Appended> expected =
        fixture.log.records().stream().filter(r -> r.isUser() && r.lsn() >= from).toList();
    int[] delivered = new int[1];
    long[] stale = new long[2];
    long known = what.length() % 2 == 0 ? fixture.proof : 0;
    try (LogReader reader = LogReader.open(fixture.log.storage(), known)) {
      reader.read(
          0,
          record -> {
            if (stale[0] > 0 || fixture.isStale(record)) {
              stale[1] = stale[0]++ == 0 ? record.lsn() : stale[1];
              return; // and now the read must fail
            }
            assertTrue(delivered[0] < expected.size(), () -> what + ": too much");
            Appended wanted = expected.get(delivered[0]);
            assertEquals(wanted.lsn(), record.lsn(), what);
            assertEquals(wanted.type(), record.type(), what);
            assertEquals(wanted.payload(), record.payload(), what);
            delivered[0]++;
          });
      long end = reader.end().lsn();
      if (stale[0] > 0) {
        assertTrue(
            end < fixture.proof || from > fixture.log.next(), // all that was left is stale
            () ->
                "%s: from LSN %d on, records of an earlier life were delivered, to %s"
                    .formatted(what, stale[1], reader.end()));
        return; // the end of that life's log, as far as anybody can know
      }
      assertTrue(end >= known, () -> what + ": proven records were cut");
      assertEquals(
          expected.stream().filter(r -> r.lsn() < end).count(), delivered[0], what + ": a hole");
      Map<Long, Integer> parallel = new ConcurrentSkipListMap<>();
      reader.readParallel(0, 2, r -> parallel.put(r.lsn(), r.payload().hashCode()));
      assertEquals(
          expected.stream().filter(r -> r.lsn() < end).map(Appended::lsn).toList(),
          List.copyOf(parallel.keySet()),
          what);
    } catch (CorruptLogException damage) {
      if (what.equals("unharmed")) {
        fail(damage);
      }
      assertTrue(String.valueOf(damage.getMessage()).contains("damaged at LSN"));
    }
  }
}
