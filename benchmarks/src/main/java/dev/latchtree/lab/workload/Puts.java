package dev.latchtree.lab.workload;

import dev.latchtree.lab.measure.Operation;
import java.util.SplittableRandom;

/** Writes entries that are there, all of them equally often. */
final class Puts implements Task {

  private final Shift shift;

  Puts(Shift shift) {
    this.shift = shift;
  }

  @Override
  public Operation of(int thread) {
    Population population = shift.population();
    CheckedSession session = shift.session(thread);
    SplittableRandom random = shift.seeds().split();
    int stretch = shift.stretch(STRETCH);
    return () -> {
      for (int i = 0; i < stretch; i++) {
        session.write(population.keyAt(random.nextInt(population.size())));
      }
      return stretch;
    };
  }
}
