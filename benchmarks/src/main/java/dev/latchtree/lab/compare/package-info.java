/**
 * The comparison: which cells there are, a process for each engine, and what is printed at the end.
 *
 * <p>Knows engines by name and workloads by name; what they do is not its business.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.compare;
