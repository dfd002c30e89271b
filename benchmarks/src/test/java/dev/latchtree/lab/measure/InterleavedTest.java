package dev.latchtree.lab.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.report.Cell;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InterleavedTest {

  private final List<String> runs = new ArrayList<>();

  /** Whose figure is the place of its run among all. */
  private Probe probe(String name) {
    return probe(name, "engine", name);
  }

  private Probe probe(String workload, String engine) {
    return probe(workload, engine, workload + " " + engine);
  }

  private Probe probe(String workload, String engine, String name) {
    return new Probe() {
      @Override
      public Spec spec() {
        return new Spec(workload, engine, Map.of(), null, 1, "ops/s");
      }

      @Override
      public Sample run(Duration length) {
        runs.add(name);
        return new Sample(runs.size(), null, null, null, Map.of());
      }
    };
  }

  @Test
  void shouldRunEachProbeOnceARoundInAnotherOrder() throws IOException {
    List<Cell> cells =
        new Interleaved("e", 3, Duration.ofMillis(1), new PrintWriter(Writer.nullWriter()))
            .run(List.of(probe("a"), probe("b"), probe("c")));
    assertEquals(List.of("a", "b", "c"), runs.subList(0, 3), "warming up");
    assertEquals(List.of("a", "b", "c"), runs.subList(3, 6));
    assertEquals(List.of("b", "a", "c"), runs.subList(6, 9));
    assertEquals(List.of("c", "a", "b"), runs.subList(9, 12));
    assertEquals(List.of("a", "b", "c"), cells.stream().map(Cell::workload).toList());
    assertEquals(List.of(4.0, 8.0, 11.0), cells.get(0).rounds(), "in the order of rounds");
  }

  @Test
  void shouldDrawTheOrderOfThoseThatAreComparedAnew() throws IOException {
    int rounds = 20;
    new Interleaved("e", rounds, Duration.ofMillis(1), new PrintWriter(Writer.nullWriter()))
        .run(List.of(probe("get", "a"), probe("get", "b"), probe("get", "c"), probe("put", "a")));
    Set<String> before = new HashSet<>();
    for (int round = 1; round <= rounds; round++) {
      List<String> order = runs.subList(4 * round, 4 * round + 4);
      assertEquals(
          Set.of("get a", "get b", "get c", "put a"), Set.copyOf(order), "each once a round");
      int put = order.indexOf("put a");
      assertTrue(put == 0 || put == 3, () -> "those that are compared stay together: " + order);
      before.add(runs.get(4 * round + order.indexOf("get a") - 1));
    }
    assertEquals(Set.of("get b", "get c", "put a"), before, "a comes behind each of the others");
  }
}
