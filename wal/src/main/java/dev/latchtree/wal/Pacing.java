package dev.latchtree.wal;

/**
 * How long the leader of a group waits for company before it writes (rule L6). Whatever the pacing,
 * it never waits when only one committer is active.
 */
public enum Pacing {
  /**
   * Until those who shared the last sync, and those who came during it, have all come again; at
   * most an eighth of what a flush takes, and never longer than the window. The default: without
   * it, writers that commit in a closed loop fall into two halves that take turns, and each sync
   * serves one half.
   */
  ADAPTIVE,

  /** Not at all: the group is whoever came during the sync before. */
  GREEDY,

  /** The whole window, or until {@code maxBatch} committers wait. */
  FULL_WINDOW
}
