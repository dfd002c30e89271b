/**
 * JMH benchmarks of single parts: latch, page table, fix, miss. The class name is the question.
 *
 * <p>Run them all, interleaved and compared, with {@code ./lab pool}; this package knows nothing of
 * reports.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.micro;
