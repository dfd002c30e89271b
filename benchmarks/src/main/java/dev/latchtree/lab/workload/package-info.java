/**
 * What is done to a store, by how many threads and how often: the workloads, the distributions of
 * keys, and the bench that runs them.
 *
 * <p>Knows nothing of processes, plans and reports.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.workload;
