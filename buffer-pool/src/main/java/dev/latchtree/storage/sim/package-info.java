/**
 * A disk that exists only in memory and does to its users what real disks do: it loses, reorders
 * and tears what was not synced, fails, fills up and rots, all of it from a seed. Start at {@link
 * dev.latchtree.storage.sim.SimulatedDisk}.
 *
 * <p>It knows the storage interface and nothing of what is stored, so it serves any store that does
 * its file access through {@link dev.latchtree.storage.Storage}.
 */
@NullMarked
package dev.latchtree.storage.sim;

import org.jspecify.annotations.NullMarked;
