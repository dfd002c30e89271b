package dev.latchtree.lab.workload;

import dev.latchtree.lab.measure.Operation;

/**
 * What the threads of one {@link Shift} do. Each call of an operation does a stretch of them and
 * returns how many: so a look at the clock costs nothing. Where the shift is timed, a stretch is
 * one operation.
 */
interface Task {

  /** Operations of a stretch, where none is timed by itself. */
  int STRETCH = Population.STRETCH;

  /** For this thread; called by one thread, for all of them in turn. */
  Operation of(int thread);

  /** Makes the store as large as it was before; once the threads have ended. */
  default void undo() {}
}
