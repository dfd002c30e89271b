package dev.latchtree.buffer;

/**
 * What a pool has done since it was opened; a snapshot that may lag a moment behind.
 *
 * @param frames pages that fit in memory
 * @param freeFrames frames without a page now
 * @param pages page ids handed out and not freed
 * @param hits fixes that found their page in memory
 * @param misses pages read from the file
 * @param evictions pages that left memory
 * @param pagesWritten pages written to the file
 * @param writes calls that wrote them: neighbours share one
 * @param copiesGivenUp page copies for a write that changed under the copier too often
 * @param syncs syncs of the page file
 * @param latchWaits waits for a page latch
 * @param latchHandOvers latches handed to a waiter that had waited too long
 * @param foregroundSweeps misses that had to evict for themselves
 * @param frameWaits misses that had to wait until anybody freed a frame
 * @param restarts operations sent back to their start
 */
public record PoolStats(
    int frames,
    int freeFrames,
    long pages,
    long hits,
    long misses,
    long evictions,
    long pagesWritten,
    long writes,
    long copiesGivenUp,
    long syncs,
    long latchWaits,
    long latchHandOvers,
    long foregroundSweeps,
    long frameWaits,
    long restarts) {}
