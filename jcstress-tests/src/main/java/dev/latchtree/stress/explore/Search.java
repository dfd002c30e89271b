package dev.latchtree.stress.explore;

import java.util.Optional;
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
