package dev.latchtree.stress.zoo;

import java.time.Duration;
import java.util.List;

/**
 * A deliberate bug.
 *
 * @param name of its file, without {@code .patch}
 * @param rules which it breaks, by their short names
 * @param what it does, in one sentence
 * @param allows what can happen then
 * @param suite what catches it
 * @param limit within which the suite fails, or ends
 * @param hangs whether a suite that does not end within the limit has caught it
 * @param files what it changes
 */
public record Bug(
    String name,
    List<String> rules,
    String what,
    String allows,
    Suite suite,
    Duration limit,
    boolean hangs,
    List<FilePatch> files) {

  /** Made by {@link BugReader}. */
  public Bug {
    rules = List.copyOf(rules);
    files = List.copyOf(files);
  }

  /** Whether a user means it by this: its name, or a rule. */
  boolean isMeantBy(String nameOrRule) {
    return name.equals(nameOrRule)
        || rules.stream().anyMatch(rule -> rule.equalsIgnoreCase(nameOrRule));
  }
}
