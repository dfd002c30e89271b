package dev.latchtree.lab.workload;

import dev.latchtree.lab.measure.Operation;
import java.util.SplittableRandom;

/** Reads entries, all of them equally often. */
final class Gets implements Task {

  private final Shift shift;

  Gets(Shift shift) {
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
        session.read(population.keyAt(random.nextInt(population.size())));
      }
      return stretch;
    };
  }
}
