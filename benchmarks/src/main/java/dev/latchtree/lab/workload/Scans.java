package dev.latchtree.lab.workload;

import dev.latchtree.lab.measure.Operation;
import java.util.SplittableRandom;

/** Reads as many entries each time, from anywhere on. */
final class Scans implements Task {

  private static final int SCANNED = 100;
  private static final int SCANS = 4;

  private final Shift shift;

  Scans(Shift shift) {
    this.shift = shift;
  }

  @Override
  public Operation of(int thread) {
    Population population = shift.population();
    CheckedSession session = shift.session(thread);
    SplittableRandom random = shift.seeds().split();
    int stretch = shift.stretch(SCANS);
    return () -> {
      for (int i = 0; i < stretch; i++) {
        session.scan(population.keyAt(random.nextInt(population.size())), SCANNED);
      }
      return stretch;
    };
  }
}
