/**
 * What makes a store survive crashes: the log under the trees, checkpoints, the control file,
 * recovery, backup. It knows pages and records, and nothing of what is in a tree.
 *
 * <p><b>The way of a change.</b> {@link dev.latchtree.recovery.TreeLog} appends its record; the
 * pool asks the log before it writes a page that the change is on; a checkpoint writes all pages
 * that were dirty when it began, and then the control file says that redo begins there.
 *
 * <p><b>Latches.</b> Nothing here takes a page latch but redo, when nobody else is there yet, and
 * nothing waits while one is held.
 */
@NullMarked
package dev.latchtree.recovery;

import org.jspecify.annotations.NullMarked;
