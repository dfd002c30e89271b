package dev.latchtree.buffer;

import dev.latchtree.spi.ReplacementPolicy;

/** First in, first out: frames are emptied, and therefore filled, in the order of their numbers. */
final class FifoPolicy implements ReplacementPolicy {

  private int hand;

  @Override
  public int choose(Frames frames) {
    for (int looks = frames.count(); looks > 0; looks--) {
      hand = hand % frames.count() + 1;
      Use use = frames.use(hand);
      if (use == Use.ACTIVE || use == Use.MARKED) {
        return hand;
      }
    }
    return NONE;
  }
}
