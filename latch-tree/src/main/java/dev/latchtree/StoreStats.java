package dev.latchtree;

import dev.latchtree.buffer.PoolStats;
import dev.latchtree.recovery.CheckpointStats;
import dev.latchtree.recovery.RecoverySummary;
import dev.latchtree.recovery.SpaceUse;
import dev.latchtree.wal.LogStats;
import org.jspecify.annotations.Nullable;

/**
 * Figures of a store.
 *
 * @param pool of its pages and memory
 * @param waitingMerges merges of pages that were given up and wait to be taken up
 * @param log of its log; null if it has none, or is only read
 * @param checkpoints what they did, and what a crash now would leave to redo
 * @param recovery what opening it took
 * @param space where its bytes on disk are
 */
public record StoreStats(
    PoolStats pool,
    int waitingMerges,
    @Nullable LogStats log,
    CheckpointStats checkpoints,
    RecoverySummary recovery,
    SpaceUse space) {}
