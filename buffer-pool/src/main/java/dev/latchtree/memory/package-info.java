/**
 * Off-heap memory: regions owned by Chronicle Bytes, and the only code that knows a raw address.
 *
 * <p>The lowest floor of the house. It must not know pages, files, latches' meaning or logs: it
 * offers bytes, words with their access modes, a ring, and nothing else.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.memory;
