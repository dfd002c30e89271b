package dev.latchtree.lab.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.report.LatencyMicros;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyRecorderTest {

  private static final double[] PARTS = {0, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999, 1};

  @Test
  void shouldFindPercentilesAsSortingDoes() {
    long seed = Long.getLong("latchtree.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < 50; run++) {
      long[] values = new long[1 + random.nextInt(5_000)];
      LatencyRecorder recorder = new LatencyRecorder();
      for (int i = 0; i < values.length; i++) {
        // every magnitude from a nanosecond to minutes
        values[i] = random.nextLong(1L << (1 + random.nextInt(37)));
        recorder.record(values[i]);
      }
      Arrays.sort(values);
      for (double part : PARTS) {
        long exact = values[Math.max(0, (int) Math.ceil(part * values.length) - 1)];
        long found = recorder.quantile(part);
        assertTrue(
            exact <= found && found <= exact + exact / 64,
            "-Dlatchtree.seed=%d, run %d, part %s: exact %d, found %d"
                .formatted(seed, run, part, exact, found));
      }
      assertEquals(values[values.length - 1], recorder.max());
      assertEquals(values.length, recorder.count());
    }
  }

  @Test
  void shouldAddUpWhatThreadsHaveRecorded() {
    LatencyRecorder all = new LatencyRecorder();
    LatencyRecorder one = new LatencyRecorder();
    LatencyRecorder other = new LatencyRecorder();
    for (int i = 1; i <= 50; i++) {
      one.record(i);
      other.record(i + 50_000);
    }
    all.add(one);
    all.add(other);
    assertEquals(100, all.count());
    assertEquals(50, all.quantile(0.5));
    assertEquals(50_050, all.quantile(1));
    LatencyMicros micros = all.toMicros();
    assertEquals(0.05, micros.p50());
    assertEquals(50.05, micros.max());
  }

  @Test
  void shouldTravelAsOneWord() {
    LatencyRecorder recorder = new LatencyRecorder();
    for (long nanos : new long[] {0, 5, 5, 1_000_000, Long.MAX_VALUE}) {
      recorder.record(nanos);
    }
    String text = recorder.toText();
    assertEquals(-1, text.indexOf(' '));
    LatencyRecorder back = LatencyRecorder.ofText(text);
    assertEquals(5, back.count());
    assertEquals(Long.MAX_VALUE, back.max());
    assertEquals(recorder.toMicros(), back.toMicros());
    assertEquals(0, LatencyRecorder.ofText(new LatencyRecorder().toText()).count());
  }

  @Test
  void shouldHaveNoPercentilesOfNothing() {
    assertEquals(0, new LatencyRecorder().quantile(0.5));
    LatencyRecorder clockSetBack = new LatencyRecorder();
    clockSetBack.record(-5);
    assertEquals(0, clockSetBack.quantile(1));
    assertEquals(1, clockSetBack.count());
    LatencyRecorder forever = new LatencyRecorder();
    forever.record(Long.MAX_VALUE);
    assertEquals(Long.MAX_VALUE, forever.quantile(0.5));
  }
}
