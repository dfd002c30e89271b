/**
 * How long a store takes to open after its process was killed: by size of log, by redo threads, by
 * checkpoint interval, and under a promise.
 *
 * <p>Knows stores by their public interface only.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.recovery;
