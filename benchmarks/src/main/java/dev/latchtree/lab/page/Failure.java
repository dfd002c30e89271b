package dev.latchtree.lab.page;

/**
 * Something that was asked for and could not be measured.
 *
 * @param what a cell or an engine
 * @param why what it said
 */
public record Failure(String what, String why) {}
