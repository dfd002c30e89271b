package dev.latchtree.lab.workload;

import dev.latchtree.lab.measure.Operation;

/**
 * Inserts entries, and reads those most that came last. The youngest that is read is one before
 * which, and with which, all are there: inserts of other threads may still be under way.
 */
final class LatestReads implements Task {

  private static final double INSERTED = 0.05;

  private final Shift shift;
  private final InsertSequence sequence;

  LatestReads(Shift shift) {
    this.shift = shift;
    sequence = new InsertSequence(shift.growth());
  }

  @Override
  public Operation of(int thread) {
    CheckedSession session = shift.session(thread);
    Chance insert = new Chance(INSERTED, shift.seeds().split());
    Popularity.Walk ages = shift.popularity().walk(shift.seeds().split());
    int stretch = shift.stretch(STRETCH);
    return () -> {
      for (int i = 0; i < stretch; i++) {
        if (!insert.comes()) {
          session.read(keyOfAge(ages.next()));
          continue;
        }
        long next = sequence.take();
        if (next == InsertSequence.NONE) {
          return i == 0 ? Operation.NOTHING_LEFT : i;
        }
        session.write(Population.insertedKey(next));
        sequence.isThere(next);
      }
      return stretch;
    };
  }

  /** Behind the first that was inserted come those that are always there, from the last on. */
  private long keyOfAge(int age) {
    long inserted = sequence.allThere();
    return age < inserted
        ? Population.insertedKey(inserted - 1 - age)
        : shift.population().keyAt((int) (shift.population().size() - 1 - (age - inserted)));
  }

  @Override
  public void undo() {
    shift.population().remove(sequence.taken(), Population::insertedKey);
  }
}
