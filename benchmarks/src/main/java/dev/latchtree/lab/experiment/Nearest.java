package dev.latchtree.lab.experiment;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/** Finds out what somebody may have meant. */
final class Nearest {

  private Nearest() {}

  /** Words that go behind "there is no such thing": the nearest name if one is near, and all. */
  static String among(Collection<String> names, String written) {
    String all = "there are: " + String.join(", ", names);
    return names.stream()
        .min(Comparator.comparingInt(name -> distance(name, written)))
        .filter(name -> distance(name, written) <= (name.length() + 2) / 3)
        .map(name -> "; is it '%s'? ".formatted(name) + all)
        .orElse("; " + all);
  }

  /** How many letters must be added, removed or changed. */
  private static int distance(String one, String other) {
    int[] before = new int[other.length() + 1];
    Arrays.setAll(before, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int[] now = new int[other.length() + 1];
      now[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        boolean same =
            Character.toLowerCase(one.charAt(i - 1)) == Character.toLowerCase(other.charAt(j - 1));
        int changed = before[j - 1] + (same ? 0 : 1);
        now[j] = Math.min(changed, 1 + Math.min(before[j], now[j - 1]));
      }
      before = now;
    }
    return before[other.length()];
  }
}
