package dev.latchtree.lab.micro;

/** A page behind some latch. */
interface LatchedPage {

  /** Reads without taking the latch, as often as it takes to read one state. */
  long readOptimistically();

  long readShared();

  void write();

  /** Takes and releases the latch exclusively around nothing. */
  void lockAndUnlock();
}
