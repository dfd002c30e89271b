package dev.latchtree.wal;

/** What a record has survived once a call returns; from the weakest to the strongest. */
public enum Tier {
  /** In the log's buffer: lost with the process. */
  MEMORY,

  /** In the log's buffer, and on disk within one period and one sync. */
  INTERVAL,

  /** Handed to the operating system: survives the process, but not a power cut. */
  PROCESS_SAFE,

  /** On disk: survives a power cut. */
  POWER_SAFE
}
