package dev.latchtree.stress.explore;

/**
 * One step of one thread.
 *
 * @param thread its name
 * @param what the step, as the yield point calls it
 * @param subject what it is about: numbered in the order of appearance, so equal in every replay
 */
public record Step(String thread, String what, int subject) {

  @Override
  public String toString() {
    return thread + ": " + what + (subject == 0 ? "" : " #" + subject);
  }
}
