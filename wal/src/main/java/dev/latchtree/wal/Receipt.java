package dev.latchtree.wal;

/**
 * What became of one commit.
 *
 * @param lsn the record
 * @param tier what the record had survived when the receipt was made
 * @param groupSize commits that were served by the same flush, this one included; 0 if it was not
 *     waited for
 * @param waitedNanos how long the caller waited
 */
public record Receipt(long lsn, Tier tier, int groupSize, long waitedNanos) {}
