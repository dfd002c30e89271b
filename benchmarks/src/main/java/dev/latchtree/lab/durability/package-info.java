/**
 * What a log under the tree costs when nobody waits for it, and what churn does to the page file.
 *
 * <p>Knows stores by their public interface only.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.durability;
