/** What calls answered, and whether a map could have: knows nothing of trees or threads. */
@NullMarked
package dev.latchtree.stress.history;

import org.jspecify.annotations.NullMarked;
