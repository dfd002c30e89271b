package dev.latchtree.wal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * An atomic counter that many threads change, with room behind it so that two of them never share a
 * cache line (nor two lines that are fetched as a pair).
 */
final class PaddedCounter extends AtomicLong {

  private static final long serialVersionUID = 1;

  // Never read: they only take room.
  long p01;
  long p02;
  long p03;
  long p04;
  long p05;
  long p06;
  long p07;
  long p08;
  long p09;
  long p10;
  long p11;
  long p12;
  long p13;
  long p14;
  long p15;

  PaddedCounter(long initial) {
    super(initial);
  }
}
