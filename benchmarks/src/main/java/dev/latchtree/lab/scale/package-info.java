/**
 * How the protocols and wait strategies bear more threads, and where in the tree threads wait.
 *
 * <p>Knows stores by their public interface, and waits by the events of a flight recording.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.scale;
