package dev.latchtree.spi;

/** What a read promises about what it returns. */
public enum ReadGuarantee {
  /**
   * What is visible: a value may be returned that a crash then takes away, because its write was
   * not on disk yet; and, after the log has failed, one whose write was refused.
   */
  VISIBLE,

  /**
   * What is on disk: a read waits until all that it has seen, absence too, would survive a crash
   * (durable linearizability). Once the log has failed, reads of what is not on disk throw.
   */
  DURABLE
}
