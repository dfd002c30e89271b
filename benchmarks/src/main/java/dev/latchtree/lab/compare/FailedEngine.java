package dev.latchtree.lab.compare;

/**
 * An engine that stopped in the middle of a group: none of its cells there count.
 *
 * @param group where
 * @param engine who, by its label
 * @param why what it said
 */
public record FailedEngine(String group, String engine, String why) {}
