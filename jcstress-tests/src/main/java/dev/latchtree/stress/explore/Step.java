package dev.latchtree.stress.explore;

/**
 * One step of one thread.
 *
 * @param thread its name
 * @param what the step, as the yield point calls it
 * @param mode of the latch that it is about; empty if it is about none
 * @param subject what it is about: a page by its id, anything else numbered in the order of
 *     appearance, so equal in every replay; empty for nothing
 */
public record Step(String thread, String what, String mode, String subject) {

  @Override
  public String toString() {
    return thread + ": " + what + (subject.isEmpty() ? "" : " " + subject);
  }
}
