/**
 * The write-ahead log: records, segments, group commit and the log reader.
 *
 * <p>Stands on {@code dev.latchtree.memory} (the ring) and {@code dev.latchtree.storage} (files),
 * is usable alone, and must never know pages or trees.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.wal;
