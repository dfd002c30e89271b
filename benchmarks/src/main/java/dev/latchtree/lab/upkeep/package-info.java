/**
 * What can be done to a store that nobody has open: look whether it is sound, show what is in it,
 * write it anew.
 *
 * <p>Knows stores by their public interface only.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.upkeep;
