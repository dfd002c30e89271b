package dev.latchtree.recovery;

import dev.latchtree.buffer.LogBarrier;
import dev.latchtree.wal.LogFailedException;
import dev.latchtree.wal.WriteAheadLog;

/** Rule P1: no page is written before the log is durable up to its newest change. */
record DurableLog(WriteAheadLog log, StoreHealth health) implements LogBarrier {

  @Override
  public void awaitDurable(long lsn) {
    if (!isDurable(lsn)) {
      try {
        log.awaitDurable(lsn);
      } catch (LogFailedException e) {
        throw health.failed(e);
      }
    }
  }

  @Override
  public boolean isDurable(long lsn) {
    return lsn < log.durableLsn();
  }
}
