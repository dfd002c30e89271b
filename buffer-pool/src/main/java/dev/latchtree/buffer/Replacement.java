package dev.latchtree.buffer;

import dev.latchtree.spi.ReplacementPolicy;
import java.util.function.Supplier;

/** The replacement policies that come with the pool. */
public enum Replacement implements Supplier<ReplacementPolicy> {
  /** A hand goes round; a page it marked is given up if nobody touched it for a whole round. */
  CLOCK {
    @Override
    public ReplacementPolicy get() {
      return new ClockPolicy();
    }
  },

  /** A hand goes round and gives up what it meets: the page that was loaded first. */
  FIFO {
    @Override
    public ReplacementPolicy get() {
      return new FifoPolicy();
    }
  },

  /** Any frame, with a fixed seed. The yardstick: what a policy is worth is its gain over this. */
  RANDOM {
    @Override
    public ReplacementPolicy get() {
      return new RandomPolicy(42);
    }
  };

  /** A new policy, for one pool. */
  @Override
  public abstract ReplacementPolicy get();
}
