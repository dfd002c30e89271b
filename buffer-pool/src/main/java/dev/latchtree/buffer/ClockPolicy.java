package dev.latchtree.buffer;

import dev.latchtree.spi.ReplacementPolicy;

/** CLOCK with a mark instead of a reference bit: a hit on a page in use writes nothing. */
final class ClockPolicy implements ReplacementPolicy {

  private int hand;

  @Override
  public int choose(Frames frames) {
    // Two rounds: one may only mark, the second then finds a mark. A third changes nothing.
    for (long looks = 2L * frames.count(); looks > 0; looks--) {
      hand = hand % frames.count() + 1;
      Use use = frames.use(hand);
      if (use == Use.MARKED) {
        return hand;
      }
      if (use == Use.ACTIVE) {
        frames.mark(hand);
      }
    }
    return NONE;
  }
}
