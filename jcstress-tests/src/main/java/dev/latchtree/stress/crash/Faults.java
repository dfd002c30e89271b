package dev.latchtree.stress.crash;

import dev.latchtree.pagefile.CorruptPageException;
import dev.latchtree.recovery.ControlFileException;
import dev.latchtree.recovery.StoreFailedException;
import dev.latchtree.storage.sim.SimulatedCrashException;
import dev.latchtree.wal.CorruptLogException;
import dev.latchtree.wal.LogFailedException;
import java.io.IOException;

/** What a store may throw because its disk failed, and what is an error of the store. */
final class Faults {

  private Faults() {}

  /**
   * Returns if {@code thrown} tells of a fault of the disk.
   *
   * @throws AssertionError if it tells of damage, or of anything else
   */
  static void require(Throwable thrown) {
    boolean fault = false;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof CorruptPageException
          || cause instanceof CorruptLogException
          || cause instanceof ControlFileException
          || cause instanceof Error) {
        throw new AssertionError("not a fault of the disk", thrown);
      }
      fault |=
          cause instanceof SimulatedCrashException
              || cause instanceof IOException
              || cause instanceof LogFailedException
              || cause instanceof StoreFailedException;
    }
    if (!fault) {
      throw new AssertionError("not a fault of the disk", thrown);
    }
  }
}
