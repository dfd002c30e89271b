/**
 * Tests of the engine's synchronisation and of the trees above it, run by jcstress with two actors
 * each.
 *
 * <p>For latch, pool and log: one outer class per subject, one nested class per scenario. For
 * trees: one outer class per scenario, one nested class per protocol. Beside the right scenarios
 * stand broken twins: the same work with one step left out, whose bad result is graded interesting.
 * A twin that never shows it means that the right scenario proves nothing on that machine.
 *
 * <p>It must not know more of the engine than its users do, and nobody else here touches jcstress.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.stress.jcstress;
