/**
 * Pages in a file: the page header, checksums, positional reads and writes, growth ahead of use.
 *
 * <p>Stands on {@code storage} and {@code memory}; it must not know frames, latches or who asks.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.pagefile;
