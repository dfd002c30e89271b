package dev.latchtree.lab.report;

import java.util.List;
import java.util.Map;

/**
 * What a file of results holds.
 *
 * @param environment the machine and the JVM
 * @param limits what the machine itself can do; may be empty
 * @param cells all that was measured
 * @param report what the run had to say about it, as it was written; may be empty
 */
public record Measurements(
    Map<String, Object> environment,
    Map<String, Object> limits,
    List<Cell> cells,
    Map<?, ?> report) {

  public Measurements {
    cells = List.copyOf(cells);
  }
}
