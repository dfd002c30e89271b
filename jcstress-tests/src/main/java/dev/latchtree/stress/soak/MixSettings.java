package dev.latchtree.stress.soak;

import java.util.SplittableRandom;

/**
 * How threads that do everything at once are let loose on one map.
 *
 * @param keys so many there are
 * @param wide whether keys and values are long, so that a page holds a few entries only and hardly
 *     a write leaves the tree's shape as it was
 * @param calls of all threads together
 * @param removing how many writes of ten remove
 */
record MixSettings(int keys, boolean wide, int calls, int removing) {

  private static final int[] KEYS = {2, 5, 12, 40, 40, 300};
  private static final int CALLS = 40_000;

  static MixSettings draw(SplittableRandom random) {
    return new MixSettings(
        KEYS[random.nextInt(KEYS.length)],
        random.nextInt(4) > 0,
        CALLS / 2 + random.nextInt(CALLS),
        3 + random.nextInt(4));
  }
}
