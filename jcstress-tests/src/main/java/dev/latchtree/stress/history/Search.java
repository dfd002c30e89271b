package dev.latchtree.stress.history;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order of calls that explains their answers: Wing and Gong's search with Lowe's
 * memory of where it has been, in Lowe's just-in-time form.
 *
 * <p>It goes through the ends of the calls in order of time. At each it needs to have put the call
 * in its place; if it has not, it puts other open calls before it, in all ways. So a place in the
 * search is an end, the open calls that have their place already (as bits), and the situation;
 * nothing else is left of the calls before. Where all calls have ended only the situation is left:
 * history is cut there by itself.
 *
 * <p>A call that only looks takes its place as soon as its answer is right: that forbids nothing to
 * the others. So only writes make branches.
 *
 * <p>The search is exact, unless it gives up: after {@code most} steps, or when more than 64 calls
 * are open at once.
 *
 * <p>J. M. Wing, C. Gong: Testing and Verifying Concurrent Objects, 1993. G. Lowe: Testing for
 * Linearizability, 2017.
 */
final class Search {

  enum Outcome {
    FOUND,
    NONE,
    GAVE_UP
  }

  private static final int MOST_OPEN = Long.SIZE;

  private final Problem problem;
  private final long most;
  private final int size;

  /** The calls that must have happened, by their ends. */
  private final int[] ending;

  /** So many calls have begun when this one of {@link #ending} ends. */
  private final int[] begunBefore;

  /** Where in {@link #open} the calls begin that are open just before the end. */
  private final int[] openFrom;

  private int[] open = new int[MOST_OPEN];
  private final byte[] slot;
  private final boolean tooManyOpen;

  /** Off only to tell what the memory is worth. */
  private final boolean remembers;

  private final PlaceSet seen = new PlaceSet();
  private final PlaceStack stack = new PlaceStack();
  private long steps;
  private int furthest = -1;
  private @Nullable Set<Integer> lasts;

  Search(Problem problem, long most) {
    this(problem, most, true);
  }

  Search(Problem problem, long most, boolean remembers) {
    this.problem = problem;
    this.most = most;
    this.remembers = remembers;
    size = problem.size();
    ending = byEnd();
    begunBefore = new int[ending.length];
    openFrom = new int[ending.length + 1];
    slot = new byte[size];
    tooManyOpen = !assignSlots();
  }

  private int[] byEnd() {
    Integer[] calls = new Integer[size];
    int count = 0;
    for (int call = 0; call < size; call++) {
      if (problem.ended(call) != KeyCall.NEVER) {
        calls[count++] = call;
      }
    }
    Arrays.sort(calls, 0, count, Comparator.comparingLong(problem::ended));
    int[] sorted = new int[count];
    for (int i = 0; i < count; i++) {
      sorted[i] = calls[i];
    }
    return sorted;
  }

  /** Also lists the open calls of each end, those that end last first; false if too many are. */
  private boolean assignSlots() {
    int[] now = new int[MOST_OPEN];
    int nowOpen = 0;
    long used = 0;
    int begun = 0;
    int listed = 0;
    for (int end = 0; end < ending.length; end++) {
      int call = ending[end];
      while (begun < size && problem.begun(begun) <= problem.ended(call)) {
        if (nowOpen == MOST_OPEN) {
          return false;
        }
        slot[begun] = (byte) Long.numberOfTrailingZeros(~used);
        used |= bit(begun);
        int at = nowOpen++;
        while (at > 0 && problem.ended(now[at - 1]) < problem.ended(begun)) {
          now[at] = now[at - 1];
          at--;
        }
        now[at] = begun++;
      }
      begunBefore[end] = begun;
      openFrom[end] = listed;
      if (listed + nowOpen > open.length) {
        open = Arrays.copyOf(open, 2 * open.length);
      }
      System.arraycopy(now, 0, open, listed, nowOpen);
      listed += nowOpen;
      used &= ~bit(call);
      int gone = nowOpen - 1;
      while (now[gone] != call) {
        gone--;
      }
      System.arraycopy(now, gone + 1, now, gone, --nowOpen - gone);
    }
    openFrom[ending.length] = listed;
    return true;
  }

  /** Whether there is an order that begins with one of these situations. */
  Outcome run(int... firsts) {
    return run(firsts, null);
  }

  /**
   * Like {@link #run(int...)}, but looks at all orders.
   *
   * @param lasts gets the situations in which they may end
   */
  Outcome runAll(int[] firsts, Set<Integer> lasts) {
    return run(firsts, lasts);
  }

  /** After {@link Outcome#NONE}: the first call whose end no order reaches. */
  int stuckAt() {
    return ending[furthest];
  }

  /** What the search has cost so far: calls tried at a place, and ends passed. */
  long steps() {
    return steps;
  }

  private Outcome run(int[] firsts, @Nullable Set<Integer> ends) {
    lasts = ends;
    if (tooManyOpen) {
      return Outcome.GAVE_UP;
    }
    boolean found = false;
    for (int first : firsts) {
      found |= arrive(0, 0, first);
    }
    while (!stack.isEmpty() && !(found && lasts == null)) {
      if (steps >= most) {
        return Outcome.GAVE_UP;
      }
      stack.pop();
      found |= branch(stack.end(), stack.placed(), stack.situation());
    }
    return found ? Outcome.FOUND : Outcome.NONE;
  }

  /** Goes on from just behind the end before {@code end}; true if that is behind the last. */
  private boolean arrive(int end, long placed, int situation) {
    int at = end;
    long done = placed;
    while (at < ending.length) {
      steps++;
      for (int call = at == 0 ? 0 : begunBefore[at - 1]; call < begunBefore[at]; call++) {
        if (problem.onlyLooks(call) && mayLook(call, at, done, situation)) {
          done |= bit(call);
        }
      }
      int call = ending[at];
      if ((done & bit(call)) == 0) {
        furthest = Math.max(furthest, at);
        if (isNew(at, done, situation)) {
          stack.push(at, done, situation);
        }
        return false;
      }
      done &= ~bit(call);
      at++;
    }
    if (lasts != null) {
      lasts.add(situation);
    }
    return true;
  }

  /**
   * Puts each open call next. What is pushed last is tried first: the call whose end it is, then
   * the one that ends next; those that need not have happened come last.
   */
  private boolean branch(int end, long placed, int situation) {
    boolean found = false;
    int ends = ending[end];
    for (int i = openFrom[end]; i < openFrom[end + 1]; i++) {
      if (open[i] != ends) {
        found |= place(open[i], end, placed, situation);
      }
    }
    found |= place(ends, end, placed, situation);
    return found;
  }

  private boolean place(int call, int end, long placed, int situation) {
    steps++;
    if ((placed & bit(call)) != 0 || problem.onlyLooks(call)) {
      return false;
    }
    int next = problem.apply(call, situation);
    if (next < 0) {
      return false;
    }
    long done = look(end, placed | bit(call), next);
    if ((done & bit(ending[end])) != 0) {
      return arrive(end + 1, done & ~bit(ending[end]), next);
    }
    if (isNew(end, done, next)) {
      stack.push(end, done, next);
    }
    return false;
  }

  /** All open calls that only look, and are right to see what is there now, do. */
  private long look(int end, long placed, int situation) {
    long done = placed;
    int last = -1;
    for (int i = openFrom[end]; i < openFrom[end + 1]; i++) {
      int call = open[i];
      if (problem.onlyLooks(call) && (done & bit(call)) == 0) {
        if (problem.comesAfterDurable(call)) {
          last = call;
        } else if (problem.apply(call, situation) >= 0) {
          done |= bit(call);
        }
      }
    }
    return last >= 0 && mayLook(last, end, done, situation) ? done | bit(last) : done;
  }

  private boolean mayLook(int call, int end, long placed, int situation) {
    if (problem.apply(call, situation) < 0) {
      return false;
    }
    if (problem.comesAfterDurable(call)) {
      for (int i = openFrom[end]; i < openFrom[end + 1]; i++) {
        if (problem.isDurable(open[i]) && (placed & bit(open[i])) == 0) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isNew(int end, long placed, int situation) {
    return !remembers || seen.add(end, placed, situation);
  }

  private long bit(int call) {
    return 1L << slot[call];
  }
}
