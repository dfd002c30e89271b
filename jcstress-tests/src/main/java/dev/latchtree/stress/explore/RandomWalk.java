package dev.latchtree.stress.explore;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Anybody goes next.
 *
 * <p>How often the turn passes is drawn for each seed, too: at every step in some walks, which find
 * what happens between single steps, and seldom in others, which find what becomes of a thread that
 * was stopped for long.
 */
final class RandomWalk implements Strategy {

  static final String KIND = "random";

  /** How likely the running thread goes on, in percent; one of them for each seed. */
  private static final int[] STAYING = {0, 0, 50, 90, 97};

  private final long seed;
  private final SplittableRandom random;
  private final int staying;

  RandomWalk(long seed) {
    this.seed = seed;
    random = new SplittableRandom(seed);
    staying = STAYING[random.nextInt(STAYING.length)];
  }

  @Override
  public int next(Turn turn) {
    if (turn.mayStay() && random.nextInt(100) < staying) {
      return turn.running();
    }
    List<Integer> able = turn.able();
    return able.get(random.nextInt(able.size()));
  }

  @Override
  public String name() {
    return KIND + "/" + seed;
  }

  @Override
  public long seed() {
    return seed;
  }
}
