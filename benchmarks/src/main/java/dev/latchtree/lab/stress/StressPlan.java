package dev.latchtree.lab.stress;

import dev.latchtree.lab.measure.ChildJvm;
import dev.latchtree.stress.soak.Soak;
import dev.latchtree.stress.subject.SubjectMaker;
import dev.latchtree.stress.subject.Subjects;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;

/**
 * What is put to the test, and how long.
 *
 * @param subjects protocols, or classes of subject makers, one after the other
 * @param parts of the soak
 * @param threads at full speed
 * @param seconds for each subject; it ends with the part that is under way then
 * @param rounds at most
 * @param seed of the first round
 */
public record StressPlan(
    List<String> subjects, Set<String> parts, int threads, double seconds, long rounds, long seed) {

  private static final long HEAP = 1L << 30;

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException saying what there is
   */
  public StressPlan {
    subjects = List.copyOf(subjects);
    parts = Set.copyOf(parts);
    subjects.forEach(StressPlan::maker);
    if (!Soak.parts().containsAll(parts)) {
      throw new IllegalArgumentException(
          "no such part: %s; there are %s".formatted(parts, Soak.parts()));
    }
  }

  /**
   * Soaks in a process of its own.
   *
   * @return its exit code
   */
  public int run(PrintWriter out) throws IOException {
    return ChildJvm.runChecked(StressMain.class, HEAP, toArguments(), out);
  }

  static SubjectMaker maker(String subject) {
    return Subjects.named(subject, StressPlan.class.getClassLoader());
  }

  private List<String> toArguments() {
    return List.of(
        String.join(",", subjects),
        String.join(",", parts),
        String.valueOf(threads),
        String.valueOf(seconds),
        String.valueOf(rounds),
        String.valueOf(seed));
  }

  static StressPlan of(List<String> arguments) {
    return new StressPlan(
        List.of(arguments.get(0).split(",", -1)),
        Set.of(arguments.get(1).split(",", -1)),
        Integer.parseInt(arguments.get(2)),
        Double.parseDouble(arguments.get(3)),
        Long.parseLong(arguments.get(4)),
        Long.parseLong(arguments.get(5)));
  }
}
