/**
 * Experiments on the write-ahead log: what a commit costs under each policy, what the log does with
 * segments, compression and batches, and how fast it is read back.
 *
 * <p>Uses the log as any user does; knows nothing of commands and options.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.log;
