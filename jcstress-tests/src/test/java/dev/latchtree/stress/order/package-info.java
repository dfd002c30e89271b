/** Broken orders are seen. */
@NullMarked
package dev.latchtree.stress.order;

import org.jspecify.annotations.NullMarked;
