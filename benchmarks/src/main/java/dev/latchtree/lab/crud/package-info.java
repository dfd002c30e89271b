/**
 * Documents that are read, created, updated and deleted in several stores at once (as in DocDB's
 * stress test): what each sync policy costs, and what other engines do with the same mix.
 *
 * <p>Knows engines by what {@link dev.latchtree.lab.engine.Engine} offers.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.crud;
