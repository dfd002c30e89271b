package dev.latchtree.lab.workload;

import dev.latchtree.lab.measure.Operation;

/** Replaces entries by others; each thread goes round in its own part of all places. */
final class Churn implements Task {

  private final Shift shift;

  Churn(Shift shift) {
    this.shift = shift;
    shift.population().beReplaceable();
  }

  @Override
  public Operation of(int thread) {
    return new Round(shift, thread);
  }

  private static final class Round implements Operation {

    private final Population population;
    private final CheckedSession session;
    private final int first;
    private final int end;
    private final int stretch;
    private int place;

    Round(Shift shift, int thread) {
      population = shift.population();
      session = shift.session(thread);
      first = (int) ((long) population.size() * thread / shift.threads());
      end = (int) ((long) population.size() * (thread + 1) / shift.threads());
      place = first;
      stretch = shift.stretch(STRETCH);
    }

    @Override
    public long run() {
      for (int i = 0; i < stretch; i++) {
        session.remove(population.keyAt(place));
        session.write(population.replaceAt(place));
        place = place + 1 == end ? first : place + 1;
      }
      return stretch;
    }
  }
}
