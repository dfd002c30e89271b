/** In which order threads wait for latches: a graph that must not have a cycle. */
@NullMarked
package dev.latchtree.stress.order;

import org.jspecify.annotations.NullMarked;
