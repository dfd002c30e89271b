package dev.latchtree;

import dev.latchtree.buffer.PoolStats;

/**
 * Figures of a store.
 *
 * @param pool of its pages and memory
 * @param waitingMerges merges of pages that were given up and wait to be taken up
 */
public record StoreStats(PoolStats pool, int waitingMerges) {}
