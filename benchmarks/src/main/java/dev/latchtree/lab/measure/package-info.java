/**
 * How experiments measure: interleaved rounds, threads under load, latencies, scratch directories,
 * and a storage that has no disk.
 *
 * <p>Knows no log and no pool: what is measured is behind {@link dev.latchtree.lab.measure.Probe}.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.measure;
