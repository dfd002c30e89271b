package dev.latchtree.stress.zoo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One place of a patch: lines that are there, and the lines that take their place. It is found by
 * its lines alone.
 *
 * @param number counted from 1 within its file
 * @param before what has to be there, exactly once
 * @param after what is there afterwards
 */
record Hunk(int number, List<String> before, List<String> after) {

  Hunk {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /**
   * The lines of a file with this hunk applied.
   *
   * @param where the patch and the file, for the message
   */
  List<String> applyTo(List<String> lines, String where) {
    int at = Collections.indexOfSubList(lines, before);
    if (at < 0) {
      throw new PatchException(
          "%s, hunk %d: these lines are not in the file:%n%s"
              .formatted(where, number, String.join(System.lineSeparator(), before)));
    }
    if (Collections.indexOfSubList(lines.subList(at + 1, lines.size()), before) >= 0) {
      throw new PatchException(
          "%s, hunk %d: these lines are in the file more than once:%n%s"
              .formatted(where, number, String.join(System.lineSeparator(), before)));
    }
    List<String> changed = new ArrayList<>(lines.subList(0, at));
    changed.addAll(after);
    changed.addAll(lines.subList(at + before.size(), lines.size()));
    return changed;
  }
}
