package dev.latchtree.lab.workload;

import dev.latchtree.lab.measure.Operation;

/** Reads popular entries, and writes a part of the time. */
final class Updates implements Task {

  private final Shift shift;
  private final double part;

  /**
   * For one shift.
   *
   * @param part of all operations that write
   */
  Updates(Shift shift, double part) {
    this.shift = shift;
    this.part = part;
  }

  @Override
  public Operation of(int thread) {
    Population population = shift.population();
    CheckedSession session = shift.session(thread);
    Chance write = new Chance(part, shift.seeds().split());
    Popularity.Walk popular = shift.popularity().walk(shift.seeds().split());
    int stretch = shift.stretch(STRETCH);
    return () -> {
      for (int i = 0; i < stretch; i++) {
        long key = population.keyAt(popular.next());
        if (write.comes()) {
          session.write(key);
        } else {
          session.read(key);
        }
      }
      return stretch;
    };
  }
}
