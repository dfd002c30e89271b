package dev.latchtree.lab.workload;

import static dev.latchtree.lab.workload.CheckedSession.MOST_SCANNED;

import dev.latchtree.lab.measure.Operation;
import java.util.SplittableRandom;

/** Reads as many entries each time, from anywhere on. */
final class Scans implements Task {

  private static final int SCANS = 4;

  private final Shift shift;
  private final long lastFull;

  Scans(Shift shift) {
    this.shift = shift;
    lastFull = shift.population().lastKeyBefore(MOST_SCANNED);
  }

  @Override
  public Operation of(int thread) {
    Population population = shift.population();
    CheckedSession session = shift.session(thread);
    SplittableRandom random = shift.seeds().split();
    int stretch = shift.stretch(SCANS);
    return () -> {
      for (int i = 0; i < stretch; i++) {
        long key = population.keyAt(random.nextInt(population.size()));
        session.scan(key, MOST_SCANNED, lastFull);
      }
      return stretch;
    };
  }
}
