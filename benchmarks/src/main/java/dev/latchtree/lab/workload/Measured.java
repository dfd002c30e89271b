package dev.latchtree.lab.workload;

import dev.latchtree.lab.measure.LatencyRecorder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run has shown.
 *
 * @param figure in the unit of the workload
 * @param latency of each operation; {@code null} if they are too short to be timed one by one
 * @param counts what else was counted, by name
 */
public record Measured(
    double figure, @Nullable LatencyRecorder latency, Map<String, Double> counts) {}
