package dev.latchtree.lab.workload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ZipfTest {

  private static final int DRAWN = 1_000_000;

  private static int[] histogram(int count, double exponent, long seed) {
    int[] histogram = new int[count];
    for (int number : new Zipf(count, exponent).draw(DRAWN, seed)) {
      histogram[number]++;
    }
    return histogram;
  }

  @Test
  void shouldDrawEachNumberAsOftenAsItsRankSays() {
    long seed = Long.getLong("latchtree.seed", System.nanoTime());
    int count = 1_000;
    int[] histogram = histogram(count, Zipf.USUAL_EXPONENT, seed);
    double all = 0;
    for (int i = 1; i <= count; i++) {
      all += Math.pow(i, -Zipf.USUAL_EXPONENT);
    }
    for (int rank : new int[] {1, 2, 3, 10, 100, 1_000}) {
      double expected = DRAWN * Math.pow(rank, -Zipf.USUAL_EXPONENT) / all;
      assertEquals(
          expected,
          histogram[rank - 1],
          6 * Math.sqrt(expected),
          "rank " + rank + ", -Dlatchtree.seed=" + seed);
    }
  }

  @Test
  void shouldDrawAllAlikeWithoutExponent() {
    for (int drawn : histogram(10, 0, 1)) {
      assertEquals(DRAWN / 10, drawn, 2_000);
    }
  }

  @Test
  void shouldDrawTheOnlyNumberThereIs() {
    assertEquals(DRAWN, histogram(1, Zipf.USUAL_EXPONENT, 1)[0]);
  }

  @Test
  void shouldDrawTheSameAgainFromTheSameSeed() {
    Zipf zipf = new Zipf(100, Zipf.USUAL_EXPONENT);
    assertArrayEquals(zipf.draw(1_000, 5), zipf.draw(1_000, 5));
    assertTrue(!java.util.Arrays.equals(zipf.draw(1_000, 5), zipf.draw(1_000, 6)));
  }
}
