/**
 * The buffer pool: pages of one file in off-heap frames, each reached through its latch word.
 *
 * <p>It must not know trees, records or logs: before a dirty page is written it asks a {@link
 * dev.latchtree.buffer.LogBarrier}, and whoever owns a log implements that.
 *
 * <h2>Order of latches and waits</h2>
 *
 * <pre>
 *  1. frames, page ids, file room ({@link dev.latchtree.buffer.Operation#reserve}): nothing latched
 *  2. page latches: higher level before lower, left before right; a try may go against the order
 *  3. inside the pool, each held briefly and never while waiting for a page latch:
 *     sweep lock (policy), id lock (allocator), growth lock (page file), bucket lock (parking lot)
 *  The WRITING claim of a page is taken before its latch is looked at. Only the checkpointer waits
 *  for a shared latch while it holds one; nobody who holds a latch waits for a claim.
 *  Nothing is latched while the log barrier, a page write or a free frame is waited for.
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.buffer;
