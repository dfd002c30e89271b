/** All suites as one, for as long as one likes: threads at full speed, interleavings, crashes. */
@NullMarked
package dev.latchtree.stress.soak;

import org.jspecify.annotations.NullMarked;
