/** Tests of the zoo, and the main class of the JVMs in which it runs suites. */
@org.jspecify.annotations.NullMarked
package dev.latchtree.stress.zoo;
