package dev.latchtree.buffer;

import java.util.concurrent.atomic.LongAdder;

/** The counters of the slow paths; hits are counted by each {@link Operation} for itself. */
final class PoolCounters {

  final LongAdder loads = new LongAdder();
  final LongAdder evictions = new LongAdder();
  final LongAdder foregroundSweeps = new LongAdder();
  final LongAdder frameWaits = new LongAdder();
  final LongAdder pagesWritten = new LongAdder();
  final LongAdder writes = new LongAdder();
  final LongAdder copiesGivenUp = new LongAdder();
  final LongAdder restarts = new LongAdder();
  final LongAdder syncs = new LongAdder();
}
