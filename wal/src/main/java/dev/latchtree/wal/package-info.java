/**
 * The write-ahead log: records, segments, group commit and the log reader.
 *
 * <p>Empty until the log lands. It will stand on {@code dev.latchtree.memory} (ring and words) and
 * {@code dev.latchtree.storage} (files), be usable alone, and must never know pages or trees.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.wal;
