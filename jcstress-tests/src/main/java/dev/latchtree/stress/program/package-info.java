/** All that can be explored, by name, and the search through many of its interleavings. */
@NullMarked
package dev.latchtree.stress.program;

import org.jspecify.annotations.NullMarked;
