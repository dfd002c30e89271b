/**
 * What three small changes buy a store with few users: no lock between processes, fewer syncs, no
 * read before a write.
 *
 * <p>Knows stores by their public interface only.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.quickwins;
