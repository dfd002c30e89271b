/** Trees under a linearizability checker that makes up its scenarios itself. */
@org.jspecify.annotations.NullMarked
package dev.latchtree.stress.lincheck;
