/**
 * The experiment this project exists for: durable puts, from a lock held through every sync to page
 * latches, with each remedy alone and all together.
 *
 * <p>Knows stores by their public interface only.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.roadmap;
