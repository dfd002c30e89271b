package dev.latchtree;

import java.util.List;

/**
 * What {@link LatchStore#verify()} found.
 *
 * @param pages looked at
 * @param entries in all trees
 * @param quiet whether nobody changed anything meanwhile: only then leaks are looked for
 * @param problems all that is wrong, empty for a sound store
 */
public record Verification(long pages, long entries, boolean quiet, List<Problem> problems) {

  public Verification {
    problems = List.copyOf(problems);
  }

  /**
   * One thing that is wrong.
   *
   * @param tree its name
   * @param page id of the page
   * @param cell its number on the page, or -1 if it is about the page
   * @param invariant the short name of what does not hold
   * @param found in words
   */
  public record Problem(String tree, long page, int cell, String invariant, String found) {

    @Override
    public String toString() {
      return "%s: tree %s, page %d%s: %s"
          .formatted(invariant, tree, page, cell < 0 ? "" : ", cell " + cell, found);
    }
  }

  public boolean isSound() {
    return problems.isEmpty();
  }

  /**
   * Returns this if nothing is wrong.
   *
   * @throws IllegalStateException naming all that is wrong
   */
  public Verification requireSound() {
    if (!isSound()) {
      StringBuilder all = new StringBuilder("the store is damaged:");
      problems.forEach(problem -> all.append("\n  ").append(problem));
      throw new IllegalStateException(all.toString());
    }
    return this;
  }
}
