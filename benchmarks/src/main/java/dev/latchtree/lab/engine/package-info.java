/**
 * The engines that are compared, each behind {@link dev.latchtree.lab.engine.StoreUnderTest}: the
 * tree with each protocol, and what people use instead.
 *
 * <p>Knows nothing of workloads, of measuring and of reports.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.engine;
