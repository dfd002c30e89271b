package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.workload.Workload;
import java.util.EnumSet;
import java.util.List;

/** What is compared if nothing else is asked for. */
public enum Form {
  /** All trees and maps of the JDK, all workloads. */
  DEFAULT(1_000_000, 5),
  /** The default protocol, the baseline and the main peer; the few cells that say most. */
  QUICK(100_000, 9),
  /** How much heap many entries take. */
  HEAP(10_000_000, 1);

  private final int entries;
  private final int rounds;

  Form(int entries, int rounds) {
    this.entries = entries;
    this.rounds = rounds;
  }

  List<Engine> engines() {
    return switch (this) {
      case DEFAULT -> List.copyOf(EnumSet.range(Engine.OPTIMISTIC_BLINK, Engine.TREE_MAP_LONG));
      case QUICK -> List.of(Engine.OPTIMISTIC_BLINK, Engine.COARSE_LOCK, Engine.SKIP_LIST_BYTES);
      case HEAP -> List.of(Engine.OPTIMISTIC_BLINK);
    };
  }

  List<Workload> workloads() {
    return switch (this) {
      case DEFAULT ->
          List.of(
              Workload.GET,
              Workload.PUT,
              Workload.INSERT,
              Workload.MIXED,
              Workload.SCAN,
              Workload.CHURN);
      case QUICK -> List.of(Workload.GET, Workload.PUT, Workload.SCAN);
      case HEAP -> List.of(Workload.HEAP);
    };
  }

  List<Integer> threads(Workload workload) {
    return switch (this) {
      case DEFAULT -> List.of(1, 2, 8);
      case QUICK -> workload == Workload.PUT ? List.of(1, 2, 8) : List.of(1, 2);
      case HEAP -> List.of(1);
    };
  }

  /** In each store. */
  int entries() {
    return entries;
  }

  /** Interleaved rounds. */
  public int rounds() {
    return rounds;
  }
}
