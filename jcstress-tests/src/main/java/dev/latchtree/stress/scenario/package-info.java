/** What a few threads do to a small tree, for explorers of interleavings. */
@NullMarked
package dev.latchtree.stress.scenario;

import org.jspecify.annotations.NullMarked;
