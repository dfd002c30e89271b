/**
 * Concurrency verification that needs no benchmark tool: interleaving explorer, linearizability
 * checker and crash lab arrive here; only {@code dev.latchtree.stress.jcstress} touches jcstress.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.stress;
