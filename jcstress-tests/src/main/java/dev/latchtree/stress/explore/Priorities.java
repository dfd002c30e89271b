package dev.latchtree.stress.explore;

import java.util.SplittableRandom;

/**
 * Probabilistic concurrency testing: each thread has a priority, the highest that is able goes on,
 * and at d - 1 steps drawn beforehand the running thread falls behind all others.
 *
 * <p>A bug of depth d is one that shows whenever d pairs of steps come in a certain order. Of n
 * threads that take k steps together, one such walk finds it with a probability of at least
 * 1/(n·k^(d-1)), whatever else the threads do (Burckhardt, Kothari, Musuvathi, Nagarakatte: "A
 * Randomized Scheduler with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010).
 *
 * <p>Who waits gives way by itself: it is not able until somebody else has taken a step. Who goes
 * on and on without waiting, because it tries what another would have to make possible, falls
 * behind all others after {@link #LONGEST_RUN} steps: the paper's answer to spinning.
 */
final class Priorities implements Strategy {

  static final String KIND = "pct";

  /** Steps of one thread without a break; no call of the scenarios takes as many. */
  private static final int LONGEST_RUN = 5_000;

  private final int depth;
  private final long steps;
  private final long seed;
  private final SplittableRandom random;

  /** The steps at which a priority changes, in no order; -1 once that has happened. */
  private final long[] changes;

  private int[] priorities = {};
  private int lowest;
  private int last = Turn.NOBODY;
  private long runBegan;

  /**
   * @param depth of the bug to be found, 1 or more
   * @param steps how many steps the threads take together, about
   */
  Priorities(int depth, long steps, long seed) {
    if (depth < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "depth and steps must be 1 or more: %d, %d".formatted(depth, steps));
    }
    this.depth = depth;
    this.steps = steps;
    this.seed = seed;
    random = new SplittableRandom(seed);
    changes = new long[depth - 1];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = 1 + random.nextLong(steps);
    }
  }

  @Override
  public int next(Turn turn) {
    if (priorities.length == 0) {
      priorities = shuffled(turn.threads());
    }
    int running = turn.running();
    if (running != Turn.NOBODY) {
      for (int i = 0; i < changes.length; i++) {
        if (changes[i] >= 0 && turn.step() >= changes[i]) {
          changes[i] = -1;
          priorities[running] = i + 1;
        }
      }
      if (turn.step() - runBegan >= LONGEST_RUN && turn.able().size() > 1) {
        priorities[running] = --lowest;
      }
    }
    int next = turn.able().get(0);
    for (int thread : turn.able()) {
      next = priorities[thread] > priorities[next] ? thread : next;
    }
    if (next != last) {
      last = next;
      runBegan = turn.step();
    }
    return next;
  }

  /** The priorities d to d + n - 1; below them those that threads fall to. */
  private int[] shuffled(int threads) {
    int[] all = new int[threads];
    for (int i = 0; i < threads; i++) {
      int j = random.nextInt(i + 1);
      all[i] = all[j];
      all[j] = depth + i;
    }
    return all;
  }

  @Override
  public String name() {
    return "%s%d.%d/%d".formatted(KIND, depth, steps, seed);
  }

  @Override
  public long seed() {
    return seed;
  }
}
