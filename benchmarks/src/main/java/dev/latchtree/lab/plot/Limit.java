package dev.latchtree.lab.plot;

/**
 * What the machine itself can do: a line in a plot.
 *
 * @param name what it is
 * @param value in the unit of the plot
 */
public record Limit(String name, double value) {}
