package dev.latchtree.stress.explore;

import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Many interleavings of one program, one after the other: take a strategy, explore with it, tell
 * what became of it. For one thread.
 */
public interface Search {

  /** For the next interleaving; nothing if there is no other. */
  Optional<Strategy> next();

  /** What became of the last one. */
  void took(Interleaving way);

  /** Of so many ways one has no power failure, and shows about how many steps there are. */
  int UNCUT = 10;

  /** The ways of another search, most with a power failure at a step that is drawn. */
  static Search withPowerCuts(Search ways) {
    return new Search() {
      private long steps;
      private int count;
      private @Nullable SplittableRandom random;

      @Override
      public Optional<Strategy> next() {
        return ways.next().map(way -> count++ % UNCUT == 0 ? way : cut(way));
      }

      private Strategy cut(Strategy way) {
        if (random == null) {
          random = new SplittableRandom(way.seed());
        }
        return new PowerCut(way, random.nextLong(Math.max(1, steps)));
      }

      @Override
      public void took(Interleaving way) {
        ways.took(way);
        steps = way.cut() ? steps : Math.max(steps, way.turns());
      }
    };
  }

  /** Random walks from this seed on. */
  static Search random(long firstSeed) {
    return new Search() {
      private long seed = firstSeed;

      @Override
      public Optional<Strategy> next() {
        return Optional.of(new RandomWalk(seed++));
      }

      @Override
      public void took(Interleaving way) {}
    };
  }

  /**
   * Walks by priorities for bugs of this depth, from this seed on. The first walk, a random one,
   * shows about how many steps there are; the others go by the longest walk so far.
   */
  static Search priorities(int depth, long firstSeed) {
    return new Search() {
      private long seed = firstSeed;
      private @Nullable Interleaving longest;

      @Override
      public Optional<Strategy> next() {
        Interleaving known = longest;
        return Optional.of(
            known == null
                ? new RandomWalk(seed++)
                : new Priorities(depth, Math.max(1, known.turns()), seed++));
      }

      @Override
      public void took(Interleaving way) {
        if (longest == null || way.turns() > longest.turns()) {
          longest = way;
        }
      }
    };
  }
}
