/**
 * Changes of pages as records: made once, applied by one piece of code, whether a change is new or
 * comes out of the log. Knows nodes, and nothing of latches or files.
 */
@NullMarked
package dev.latchtree.change;

import org.jspecify.annotations.NullMarked;
