package dev.latchtree.stress.explore;

/** Goes the way of another strategy, and lets the power fail after so many steps. */
final class PowerCut implements Strategy {

  static final char MARK = '@';

  private final Strategy way;
  private final long step;
  private boolean failed;

  PowerCut(Strategy way, long step) {
    this.way = way;
    this.step = step;
  }

  @Override
  public int next(Turn turn) {
    if (!failed && turn.step() >= step) {
      failed = true;
      return CUT;
    }
    return way.next(turn);
  }

  @Override
  public String name() {
    return way.name() + MARK + step;
  }

  @Override
  public long seed() {
    return way.seed();
  }
}
