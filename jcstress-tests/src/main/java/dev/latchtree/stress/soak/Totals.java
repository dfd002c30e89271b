package dev.latchtree.stress.soak;

import dev.latchtree.stress.subject.Figures;

/** What a soak has checked so far. One thread adds, any may read. */
public final class Totals {

  private volatile long calls;
  private volatile long gaveUp;
  private volatile long interleavings;
  private volatile long steps;
  private volatile long crashes;
  private volatile long rounds;
  private volatile Figures happened = Figures.NONE;

  Totals() {}

  synchronized void addCalls(long checked, long unchecked) {
    calls += checked;
    gaveUp += unchecked;
  }

  synchronized void addInterleavings(long more, long stepsOfThem) {
    interleavings += more;
    steps += stepsOfThem;
  }

  synchronized void addCrashes(long more) {
    crashes += more;
  }

  synchronized void addRound() {
    rounds++;
  }

  synchronized void addFigures(Figures more) {
    happened = more.plus(happened);
  }

  /** Calls whose answers were checked. */
  public long calls() {
    return calls;
  }

  /** Groups of keys for which no order of the calls was found, and none excluded. */
  public long gaveUp() {
    return gaveUp;
  }

  public long interleavings() {
    return interleavings;
  }

  /** Steps of all interleavings. */
  public long steps() {
    return steps;
  }

  /** Crashes after which the store was held against what it had promised. */
  public long crashes() {
    return crashes;
  }

  /** How often all parts were gone through. */
  public long rounds() {
    return rounds;
  }

  /** What happened inside the subjects. */
  public Figures happened() {
    return happened;
  }

  @Override
  public String toString() {
    return "%,d calls checked, %,d interleavings (%,d steps), %,d crashes, %,d restarts, %,d splits, %,d merges%s"
        .formatted(
            calls,
            interleavings,
            steps,
            crashes,
            happened.restarts(),
            happened.splits(),
            happened.merges(),
            gaveUp == 0 ? "" : ", gave up on %,d keys".formatted(gaveUp));
  }
}
