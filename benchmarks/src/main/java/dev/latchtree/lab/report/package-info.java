/**
 * What experiments hand out: measured cells, targets, tables, and the JSON that all commands share.
 *
 * <p>Knows nothing of how anything was measured.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.report;
