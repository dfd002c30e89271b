package dev.latchtree.recovery;

/**
 * What checkpoints have done.
 *
 * @param completed checkpoints since the store was opened
 * @param lastBeginLsn where redo would begin now
 * @param bytesToRedo what a crash now would leave to redo
 * @param pagesWritten pages that checkpoints wrote
 * @param delayedWrites writes that had to wait until a checkpoint was complete
 */
public record CheckpointStats(
    long completed, long lastBeginLsn, long bytesToRedo, long pagesWritten, long delayedWrites) {

  /** For stores without a log. */
  public static final CheckpointStats NONE = new CheckpointStats(0, 0, 0, 0, 0);
}
