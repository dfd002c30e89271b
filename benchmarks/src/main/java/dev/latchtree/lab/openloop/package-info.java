/**
 * How many writes a second can be asked for before they come late: an open loop whose rate is
 * raised until it fails.
 *
 * <p>Knows tables as the roadmap builds them.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.openloop;
