package dev.latchtree.lab.report;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A ratio that a run stands for. There is none between different durability tiers: what waits for a
 * disk and what does not are no rivals.
 *
 * @param name what is compared, in words
 * @param median of the rounds' ratios
 * @param min the smallest ratio of a round
 * @param max the largest ratio of a round
 * @param tier what an operation of the one side has reached when it returns
 * @param baseTier the same of the other side
 * @param bound what the ratio must reach, or must not exceed; {@code null} if nothing was promised
 * @param atLeast whether the bound is a lower one
 * @param rounds how many pairs of rounds there were
 * @param detail the figures behind the ratio
 */
public record Headline(
    String name,
    double median,
    double min,
    double max,
    @Nullable String tier,
    @Nullable String baseTier,
    @Nullable Double bound,
    boolean atLeast,
    int rounds,
    String detail) {

  /**
   * Refuses a ratio between tiers.
   *
   * @throws DifferentTiersException if the tiers differ
   */
  public Headline {
    if (!Objects.equals(tier, baseTier)) {
      throw new DifferentTiersException(name, tier, baseTier);
    }
    if (!(min <= median && median <= max && Double.isFinite(min) && Double.isFinite(max))) {
      throw new IllegalArgumentException(
          "%s: no ratio has the median %s of %s - %s".formatted(name, median, min, max));
    }
  }

  /**
   * The figures of {@code cell} in parts of those of {@code base}, round by round, as far as both
   * have any: of an interrupted run, one may have a round more.
   *
   * @throws DifferentTiersException if they are of different durability tiers
   * @throws IllegalArgumentException if their units differ, one has no rounds, or a figure of the
   *     base is zero
   */
  public static Headline of(String name, Cell cell, Cell base) {
    if (!Objects.equals(cell.durability(), base.durability())) {
      throw new DifferentTiersException(name, cell.durability(), base.durability());
    }
    if (!cell.unit().equals(base.unit())) {
      throw new IllegalArgumentException(
          "%s: no ratio between %s and %s".formatted(name, cell.unit(), base.unit()));
    }
    int both = Math.min(cell.rounds().size(), base.rounds().size());
    if (both == 0) {
      throw new IllegalArgumentException(name + ": no ratio without a round of both");
    }
    PairedRatio ratio = PairedRatio.of(cell.first(both), base.first(both));
    return new Headline(
        name,
        ratio.median(),
        ratio.min(),
        ratio.max(),
        cell.durability(),
        base.durability(),
        null,
        true,
        ratio.rounds().size(),
        "%s to %s %s"
            .formatted(Figures.number(cell.median()), Figures.number(base.median()), cell.unit()));
  }

  /** The same with a promise: the ratio reaches {@code least}. */
  public Headline atLeast(double least) {
    return promising(least, true);
  }

  /** The same with a promise: the ratio does not exceed {@code most}. */
  public Headline atMost(double most) {
    return promising(most, false);
  }

  private Headline promising(double promise, boolean lower) {
    return new Headline(name, median, min, max, tier, baseTier, promise, lower, rounds, detail);
  }

  /** On which side of the bound the rounds are. */
  public Verdict verdict() {
    if (bound == null) {
      return Verdict.NO_TARGET;
    }
    if (atLeast ? min >= bound : max <= bound) {
      return Verdict.MET;
    }
    return (atLeast ? max < bound : min > bound) ? Verdict.MISSED : Verdict.CANNOT_SAY;
  }

  /** The bound for people; empty if there is none. */
  public String boundWords() {
    return bound == null
        ? ""
        : (atLeast ? "at least " : "at most ") + String.format(Locale.ROOT, "%.2f", bound);
  }

  /** Smallest and largest ratio of a round, for people. */
  public String spread() {
    return String.format(Locale.ROOT, "%.2f - %.2f", min, max);
  }
}
