/**
 * The page latch: one 64-bit word that is read optimistically, shared or held exclusively, and the
 * parking lot for those who have to wait.
 *
 * <p>It must not know pages, frames or files: a latch is a word somewhere, reached through {@link
 * dev.latchtree.memory.WordAccess}.
 *
 * <h2>Who reads and writes what</h2>
 *
 * <pre>
 *  field                    read                      written                      guarded by
 *  latch word               volatile                  CAS; add (shared release);   the word itself
 *                                                     release store by the
 *                                                     exclusive holder
 *  page bytes               plain, then validated     plain                        exclusive bit
 *  bucket alert             volatile                  volatile                     bucket lock
 *  bucket queue             -                         -                            bucket lock
 *  waiter.signalled         volatile                  volatile                     bucket lock
 *  waiter.granted           under bucket lock         under bucket lock            bucket lock
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.latch;
