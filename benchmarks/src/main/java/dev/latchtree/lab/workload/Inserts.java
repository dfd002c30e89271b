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
    return () -> {
      long from = taken.getAndAdd(STRETCH);
      if (from >= shift.growth()) {
        return Operation.NOTHING_LEFT;
      }
      long to = Math.min(shift.growth(), from + STRETCH);
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
