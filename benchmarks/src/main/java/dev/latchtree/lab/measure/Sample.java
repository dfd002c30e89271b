package dev.latchtree.lab.measure;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one round of a probe has shown; what does not apply is {@code null}, or not in the map.
 *
 * @param figure in the unit of the probe's {@link Spec}
 */
public record Sample(
    double figure,
    @Nullable LatencyRecorder latency,
    @Nullable Long fsyncs,
    @Nullable Long errors,
    Map<String, Double> counts) {}
