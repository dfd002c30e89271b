package dev.latchtree.lab.workload;

import static dev.latchtree.lab.workload.CheckedSession.MOST_SCANNED;

import dev.latchtree.lab.measure.Operation;
import java.util.SplittableRandom;

/** Reads some entries in order, from popular ones on that are always there, and inserts others. */
final class ShortScans implements Task {

  private static final double INSERTED = 0.05;
  private static final int OPERATIONS = 8;

  private final Shift shift;
  private final InsertSequence sequence;
  private final long lastFull;

  ShortScans(Shift shift) {
    this.shift = shift;
    sequence = new InsertSequence(shift.growth());
    lastFull = shift.population().lastKeyBefore(MOST_SCANNED);
  }

  @Override
  public Operation of(int thread) {
    Population population = shift.population();
    CheckedSession session = shift.session(thread);
    SplittableRandom random = shift.seeds().split();
    Chance insert = new Chance(INSERTED, random);
    Popularity.Walk popular = shift.popularity().walk(random);
    int stretch = shift.stretch(OPERATIONS);
    return () -> {
      for (int i = 0; i < stretch; i++) {
        if (!insert.comes()) {
          int limit = 1 + random.nextInt(MOST_SCANNED);
          session.scan(population.keyAt(popular.next()), limit, lastFull);
          continue;
        }
        long next = sequence.take();
        if (next == InsertSequence.NONE) {
          return i == 0 ? Operation.NOTHING_LEFT : i;
        }
        session.write(Population.insertedKey(next));
      }
      return stretch;
    };
  }

  @Override
  public void undo() {
    shift.population().remove(sequence.taken(), Population::insertedKey);
  }
}
