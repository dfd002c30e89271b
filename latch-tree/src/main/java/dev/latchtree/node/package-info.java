/**
 * The format of a tree's pages, and what can be read from and done to one of them. Knows nothing of
 * latches, logs, files or other pages.
 */
@NullMarked
package dev.latchtree.node;

import org.jspecify.annotations.NullMarked;
