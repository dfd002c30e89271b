package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.workload.Workload;
import java.util.List;

/**
 * What the command line says instead of a file.
 *
 * @param engines only these; all if empty
 * @param workloads only these; all if empty
 * @param threads these instead; as the file says if empty
 * @param entries in each store; as the file says if 0
 */
public record Overrides(
    List<Engine> engines, List<Workload> workloads, List<Integer> threads, int entries) {

  /** Nothing. */
  public static final Overrides NONE = new Overrides(List.of(), List.of(), List.of(), 0);

  public Overrides {
    engines = List.copyOf(engines);
    workloads = List.copyOf(workloads);
    threads = List.copyOf(threads);
  }
}
