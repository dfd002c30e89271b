/** Interleavings of real threads, one step at a time, chosen by a seed and replayed by it. */
@NullMarked
package dev.latchtree.stress.explore;

import org.jspecify.annotations.NullMarked;
