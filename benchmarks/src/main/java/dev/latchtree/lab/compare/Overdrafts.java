package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import java.util.ArrayList;
import java.util.List;

/** Says which engines had more memory of their own than they were given. */
final class Overdrafts {

  /** Beside its heap and what an engine takes outside, a JVM needs memory for itself. */
  private static final double TOLERATED = 0.3;

  private static final double BYTES_PER_MEBIBYTE = 1 << 20;

  private Overdrafts() {}

  /** A sentence for each, in the order of the groups. */
  static List<String> of(CompareResult result) {
    List<String> found = new ArrayList<>();
    for (Group group : result.comparison().groups()) {
      CompareCells cells = new CompareCells(group, result.cells());
      for (Engine engine : group.able()) {
        double given = MemoryBudget.of(engine, group).total() / BYTES_PER_MEBIBYTE;
        cells.most(engine, EngineMain.OWN_MEMORY).stream()
            .filter(own -> own > given * (1 + TOLERATED))
            .forEach(own -> found.add(sentence(engine, group, own, given)));
      }
    }
    return found;
  }

  private static String sentence(Engine engine, Group group, double own, double given) {
    return "%s had %.0f MiB of its own in %s, and was given %.0f: compare it with care."
        .formatted(engine.label(), own, group.name(), given);
  }
}
