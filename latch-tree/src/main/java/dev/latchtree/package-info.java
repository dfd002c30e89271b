/**
 * The engine: nodes, the four latch protocols, recovery and the public API.
 *
 * <p>Empty until the tree lands. It ties buffer pool and log together, and must never know
 * benchmarks, stress suites or a raw address.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree;
