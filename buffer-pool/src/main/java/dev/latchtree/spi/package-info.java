/**
 * What users may choose or swap: latch protocol, split policy, how a thread waits for a latch,
 * which page leaves the pool, and what a read waits for.
 *
 * <p>Interfaces and the small vocabulary they speak; it must not know any implementation's insides.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.spi;
