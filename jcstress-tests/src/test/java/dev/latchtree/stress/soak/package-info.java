/** The soak's own tests, and a protocol of somebody else. */
@NullMarked
package dev.latchtree.stress.soak;

import org.jspecify.annotations.NullMarked;
