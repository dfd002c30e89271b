package dev.latchtree.buffer;

import dev.latchtree.spi.ReplacementPolicy;
import java.util.SplittableRandom;

/** Random replacement; falls back to a round over all frames when luck does not find one. */
final class RandomPolicy implements ReplacementPolicy {

  private static final int TRIES = 32;

  private final SplittableRandom random;
  private final FifoPolicy round = new FifoPolicy();

  RandomPolicy(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public int choose(Frames frames) {
    for (int tries = 0; tries < TRIES; tries++) {
      int frame = 1 + random.nextInt(frames.count());
      Use use = frames.use(frame);
      if (use == Use.ACTIVE || use == Use.MARKED) {
        return frame;
      }
    }
    return round.choose(frames);
  }
}
