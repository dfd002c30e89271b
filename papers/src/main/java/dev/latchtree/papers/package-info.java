/**
 * Reading notes and specifications. There is no code to use here, only tests that run TLC on the
 * specifications in {@code papers/spec}.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.papers;
