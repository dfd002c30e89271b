/**
 * Stores of named trees, as users see them: start at {@link dev.latchtree.LatchStore}.
 *
 * <p>Trees, cursors, batches, maps, partitions, options and figures. It ties pool, log and tree
 * together, and must never know benchmarks, stress suites or a raw address.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree;
