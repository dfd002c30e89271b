/**
 * Reports for people: from measured cells to the files they look at.
 *
 * <p>{@link dev.latchtree.lab.page.Report#write} is the way in. Knows nothing of how anything was
 * measured, nor by which command.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.page;
