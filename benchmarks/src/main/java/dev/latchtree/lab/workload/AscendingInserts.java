package dev.latchtree.lab.workload;

import dev.latchtree.lab.measure.Operation;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Inserts entries with ever larger keys, as tables with a running number do: each thread takes the
 * next number of one sequence, so all of them are at the right edge, between each other's keys.
 */
final class AscendingInserts implements Task {

  private final Shift shift;
  private final long first;
  private final AtomicLong taken = new AtomicLong();

  AscendingInserts(Shift shift) {
    this.shift = shift;
    first = shift.population().largestKey() + 1;
    if (Long.MAX_VALUE - first < shift.growth()) {
      throw new IllegalStateException(
          "only %d keys are larger than those of %d entries, and %d are needed"
              .formatted(Long.MAX_VALUE - first, shift.population().size(), shift.growth()));
    }
  }

  @Override
  public Operation of(int thread) {
    CheckedSession session = shift.session(thread);
    int stretch = shift.stretch(STRETCH);
    return () -> {
      for (int i = 0; i < stretch; i++) {
        long next = taken.getAndIncrement();
        if (next >= shift.growth()) {
          return i == 0 ? Operation.NOTHING_LEFT : i;
        }
        session.write(first + next);
      }
      return stretch;
    };
  }

  @Override
  public void undo() {
    shift.population().remove(Math.min(taken.get(), shift.growth()), inserted -> first + inserted);
  }
}
