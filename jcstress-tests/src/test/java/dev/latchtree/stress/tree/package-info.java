/** Explored interleavings of the real tree. */
@NullMarked
package dev.latchtree.stress.tree;

import org.jspecify.annotations.NullMarked;
