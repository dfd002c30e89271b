package dev.latchtree.lab.log;

import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.WriteAheadLog;

/** A way to have records committed; what it hands out may be used by many threads. */
interface Commits extends AutoCloseable {

  /** Returns when the record at {@code lsn} is committed, with the size of its group. */
  long commit(long lsn);

  @Override
  void close();

  /** The log's own way: whoever comes first leads. */
  static Commits leaderAndFollowers(WriteAheadLog log) {
    return new Commits() {
      @Override
      public long commit(long lsn) {
        Receipt receipt = log.commitWithReceipt(lsn);
        return receipt.groupSize();
      }

      @Override
      public void close() {}
    };
  }
}
