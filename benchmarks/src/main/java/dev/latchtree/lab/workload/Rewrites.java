package dev.latchtree.lab.workload;

import dev.latchtree.lab.measure.Operation;

/** Reads popular entries, and writes every second one after it was read: one operation. */
final class Rewrites implements Task {

  private static final double WRITTEN = 0.5;

  private final Shift shift;

  Rewrites(Shift shift) {
    this.shift = shift;
  }

  @Override
  public Operation of(int thread) {
    Population population = shift.population();
    CheckedSession session = shift.session(thread);
    Chance write = new Chance(WRITTEN, shift.seeds().split());
    Popularity.Walk popular = shift.popularity().walk(shift.seeds().split());
    int stretch = shift.stretch(STRETCH);
    return () -> {
      for (int i = 0; i < stretch; i++) {
        long key = population.keyAt(popular.next());
        session.read(key);
        if (write.comes()) {
          session.write(key);
        }
      }
      return stretch;
    };
  }
}
