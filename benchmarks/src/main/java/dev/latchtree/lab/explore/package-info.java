/** Interleavings explored from the command line, in a process whose yield points are on. */
@NullMarked
package dev.latchtree.lab.explore;

import org.jspecify.annotations.NullMarked;
