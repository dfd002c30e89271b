package dev.latchtree.stress.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every interleaving in which running threads lose the turn at most so many times, depth first;
 * that a thread waits or ends is no such loss. Most bugs need one or two (Musuvathi, Qadeer:
 * "Iterative Context Bounding for Systematic Testing of Multithreaded Programs", PLDI 2007).
 *
 * <p>The program has to be deterministic: the same choices must lead to the same ones. What a
 * thread does before its first yield point is a step, too.
 */
public final class Exhaustive implements Search {

  /** As many as there are. */
  public static final int ALL = Integer.MAX_VALUE;

  private final int preemptions;
  private final long seed;
  private @Nullable Choices last;
  private List<Integer> expected = List.of();
  private long seen;
  private boolean complete;

  /**
   * @param preemptions how often a thread that can go on is stopped; {@link #ALL} for no bound
   * @param seed the same for all, for what the scenario draws
   */
  public Exhaustive(int preemptions, long seed) {
    this.preemptions = preemptions;
    this.seed = seed;
  }

  @Override
  public Optional<Strategy> next() {
    Choices before = last;
    if (before == null) {
      return Optional.of(begin(List.of(), List.of()));
    }
    List<Integer> taken = before.taken();
    List<Integer> possibilities = before.possibilities();
    for (int i = taken.size() - 1; i >= 0; i--) {
      if (taken.get(i) + 1 < possibilities.get(i)) {
        List<Integer> next = new ArrayList<>(taken.subList(0, i));
        next.add(taken.get(i) + 1);
        return Optional.of(begin(next, possibilities.subList(0, i + 1)));
      }
    }
    complete = true;
    return Optional.empty();
  }

  private Strategy begin(List<Integer> choices, List<Integer> possibilities) {
    last = new Choices(preemptions, seed, choices);
    expected = List.copyOf(possibilities);
    return last;
  }

  @Override
  public void took(Interleaving way) {
    Choices taken = last;
    if (taken == null || !startsWith(taken.possibilities(), expected)) {
      throw new IllegalStateException(
          "the same choices led to other ones: the program is not deterministic");
    }
    seen++;
  }

  private static boolean startsWith(List<Integer> all, List<Integer> beginning) {
    return all.size() >= beginning.size() && all.subList(0, beginning.size()).equals(beginning);
  }

  /** How many interleavings were seen so far, all different. */
  public long seen() {
    return seen;
  }

  /** Whether there is none left within the bound. */
  public boolean isComplete() {
    return complete;
  }
}
