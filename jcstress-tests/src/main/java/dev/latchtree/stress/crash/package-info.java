/**
 * Crashes of a whole store, and what may be left of it: a workload of several threads, a model that
 * knows for each place in the store which writes were acknowledged and which may have happened, and
 * power cuts of a simulated disk from a seed. Start at {@link
 * dev.latchtree.stress.crash.PowerCuts}.
 *
 * <p>Uses the public interface of the store only, and knows nothing of pages, logs or checkpoints.
 */
@NullMarked
package dev.latchtree.stress.crash;

import org.jspecify.annotations.NullMarked;
