package dev.latchtree.stress.explore;

import java.util.List;

/**
 * What a {@link Strategy} may look at.
 *
 * @param threads how many there are in all; they are numbered from 0
 * @param able those who can take a step now, ascending; who waits is not among them until somebody
 *     else has taken a step. Never empty
 * @param running who took the last step, able or not; {@link #NOBODY} before the first
 * @param step how many steps were taken so far, looks of those who wait not counted
 */
public record Turn(int threads, List<Integer> able, int running, long step) {

  public static final int NOBODY = -1;

  /** Whether the thread that took the last step can go on. */
  boolean mayStay() {
    return running != NOBODY && able.contains(running);
  }
}
