/**
 * Files behind one small interface: everything above does its file access through {@link
 * dev.latchtree.storage.Storage}, so that a simulated disk can stand in for a real one.
 *
 * <p>This package knows names, bytes, positions and durability. It must not know what the bytes
 * mean: no pages, no log records, no checksums.
 */
@NullMarked
package dev.latchtree.storage;

import org.jspecify.annotations.NullMarked;
