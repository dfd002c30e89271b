/**
 * What users may swap, one interface each: how a thread waits for a latch and which page leaves the
 * pool. (Latch protocol and split policy join when the tree lands.)
 *
 * <p>Interfaces and the small vocabulary they speak; it must not know any implementation's insides.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.spi;
