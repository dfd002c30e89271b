/**
 * Concurrency verification that needs no benchmark tool: interleaving explorer, linearizability
 * checker, crash lab and bug zoo, each in a package below this one; only {@code
 * dev.latchtree.stress.jcstress} touches jcstress.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.stress;
