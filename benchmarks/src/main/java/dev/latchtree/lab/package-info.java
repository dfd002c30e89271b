/**
 * The lab: the {@code ./lab} command, its JMH benchmarks and its reports.
 *
 * <p>Top of the house: it may know every module, and nothing may know it.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab;
