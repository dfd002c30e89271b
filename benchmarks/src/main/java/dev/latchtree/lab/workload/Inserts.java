package dev.latchtree.lab.workload;

import dev.latchtree.lab.measure.Operation;
import java.util.concurrent.atomic.AtomicLong;

/** Inserts entries anywhere. */
final class Inserts implements Task {

  private final Shift shift;
  private final AtomicLong taken = new AtomicLong();

  Inserts(Shift shift) {
    this.shift = shift;
  }

  @Override
  public Operation of(int thread) {
    CheckedSession session = shift.session(thread);
    int stretch = shift.stretch(STRETCH);
    return () -> {
      long from = taken.getAndAdd(stretch);
      if (from >= shift.growth()) {
        return Operation.NOTHING_LEFT;
      }
      long to = Math.min(shift.growth(), from + stretch);
      for (long i = from; i < to; i++) {
        session.write(Population.insertedKey(i));
      }
      return to - from;
    };
  }

  @Override
  public void undo() {
    shift.population().remove(Math.min(taken.get(), shift.growth()), Population::insertedKey);
  }
}
