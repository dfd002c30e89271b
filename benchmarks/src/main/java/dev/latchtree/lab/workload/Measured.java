package dev.latchtree.lab.workload;

import java.util.Map;

/**
 * What one run has shown.
 *
 * @param figure in the unit of the workload
 * @param counts what else was counted, by name
 */
public record Measured(double figure, Map<String, Double> counts) {}
