/**
 * Plots as data: what is shown, and the same as a table.
 *
 * <p>Knows nothing of how a plot is drawn, nor of pages.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.plot;
