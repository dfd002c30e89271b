package dev.latchtree.stress.explore;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes the choices of a list, and after its end the first each time. The first is that the running
 * thread goes on, if it can; to take the turn from it is a preemption, and there are only so many.
 *
 * <p>Only where there is more than one possibility it is a choice, and a place in the list.
 */
final class Choices implements Strategy {

  static final String KIND = "exhaustive";

  private final int preemptions;
  private final long seed;
  private final List<Integer> listed;
  private final List<Integer> taken = new ArrayList<>();
  private final List<Integer> possibilities = new ArrayList<>();
  private int preempted;

  Choices(int preemptions, long seed, List<Integer> listed) {
    this.preemptions = preemptions;
    this.seed = seed;
    this.listed = List.copyOf(listed);
  }

  @Override
  public int next(Turn turn) {
    List<Integer> possible = possible(turn);
    int choice = 0;
    if (possible.size() > 1) {
      choice = taken.size() < listed.size() ? listed.get(taken.size()) : 0;
      if (choice >= possible.size()) {
        throw new IllegalStateException(
            "choice %d is %d of %d: these choices are another program's, or it is not deterministic"
                .formatted(taken.size(), choice, possible.size()));
      }
      taken.add(choice);
      possibilities.add(possible.size());
    }
    int next = possible.get(choice);
    preempted += turn.mayStay() && next != turn.running() ? 1 : 0;
    return next;
  }

  private List<Integer> possible(Turn turn) {
    if (!turn.mayStay()) {
      return turn.able();
    }
    List<Integer> possible = new ArrayList<>();
    possible.add(turn.running());
    if (preempted < preemptions) {
      turn.able().stream().filter(thread -> thread != turn.running()).forEach(possible::add);
    }
    return possible;
  }

  List<Integer> taken() {
    return taken;
  }

  /** How many there were at each place of {@link #taken}. */
  List<Integer> possibilities() {
    return possibilities;
  }

  @Override
  public String name() {
    return "%s%d/%d/%s".formatted(KIND, preemptions, seed, encode(taken));
  }

  @Override
  public long seed() {
    return seed;
  }

  /** How often the first was taken, if not 0, then a letter for what was taken then: b is 1. */
  static String encode(List<Integer> choices) {
    StringBuilder text = new StringBuilder();
    int firsts = 0;
    for (int choice : choices) {
      if (choice == 0) {
        firsts++;
      } else {
        text.append(firsts == 0 ? "" : String.valueOf(firsts)).append((char) ('a' + choice));
        firsts = 0;
      }
    }
    return text.isEmpty() ? "a" : text.toString();
  }

  /** The choices that {@link #encode} wrote, without the firsts at the end. */
  static List<Integer> decode(String text) {
    List<Integer> choices = new ArrayList<>();
    int firsts = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        firsts = Math.addExact(Math.multiplyExact(firsts, 10), c - '0');
      } else if (c >= 'a' && c <= 'z') {
        for (; firsts > 0; firsts--) {
          choices.add(0);
        }
        choices.add(c - 'a');
      } else {
        throw new IllegalArgumentException("not a list of choices: " + text);
      }
    }
    return choices;
  }
}
