package dev.latchtree.buffer;

import dev.latchtree.memory.YieldPoint;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets operations in until the pool closes, and knows when the last one has left (rule C1).
 *
 * <p>{@link Operation} objects are re-used, and all that ever existed are listed, as many as ran at
 * the same time at most. Beginning sets the operation's own flag, with a full fence, and then reads
 * {@code closed}; closing sets {@code closed} and then reads every flag. So either the operation
 * sees that the pool is closed and backs out, or the closer sees the operation and waits. There is
 * no shared counter for operations to fight over.
 *
 * <p>Ending clears the flag by a release store without a fence, so it cannot know whether a closer
 * parks; the closer therefore parks for a millisecond at a time.
 */
final class OperationGate {

  private static final System.Logger LOG = System.getLogger("dev.latchtree.buffer");

  private static final int SLOTS = 64;
  private static final int SLOT_STRIDE = 16; // references to a cache line

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final PoolCore core;
  private final AtomicReferenceArray<@Nullable Operation> slots =
      new AtomicReferenceArray<>(SLOTS * SLOT_STRIDE);
  private final ConcurrentLinkedQueue<Operation> spare = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Operation> all = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  OperationGate(PoolCore core) {
    this.core = core;
  }

  /**
   * Begins an operation for the calling thread.
   *
   * @param handle kept reachable while the operation runs
   * @throws IllegalStateException if the pool is closed
   */
  Operation begin(BufferPool handle) {
    if (closed) {
      throw closedException();
    }
    Operation operation = slots.getAndSet(slot(), null);
    if (operation == null) {
      operation = spare.poll();
      if (operation == null) {
        operation = new Operation(core);
        all.add(operation);
      }
    }
    operation.begin(handle);
    if (closed) {
      operation.end();
      throw closedException();
    }
    return operation;
  }

  /** Keeps an ended operation for the next one that begins on a thread like this. */
  void recycle(Operation operation) {
    if (!slots.compareAndSet(slot(), null, operation)) {
      spare.add(operation);
    }
  }

  private static int slot() {
    long hash = Thread.currentThread().getId() * 0x9E37_79B9_7F4A_7C15L;
    return (int) (hash >>> 58) * SLOT_STRIDE;
  }

  private IllegalStateException closedException() {
    return new IllegalStateException("the buffer pool on " + core.store.describe() + " is closed");
  }

  /** Fails if the calling thread is inside an operation: it would wait for itself. */
  void requireOutside(String what) {
    for (Operation operation : all) {
      if (operation.isOwnedByCurrentThread()) {
        throw new IllegalStateException(what + " called from inside an operation of the pool");
      }
    }
  }

  /** Fails if the calling thread holds a page latch in one of its operations. */
  void requireNothingLatched(String what) {
    for (Operation operation : all) {
      if (operation.isOwnedByCurrentThread()) {
        operation.requireNothingLatched(what);
      }
    }
  }

  /** Refuses new operations and returns when all that had begun are over. */
  void closeAndDrain() {
    closed = true;
    awaitOperations("close()");
  }

  /**
   * Returns when all operations under way at the call have ended; others may have begun since. The
   * calling thread must not be in one.
   */
  void awaitOperations(String who) {
    long report = System.nanoTime() + REPORT_NANOS;
    boolean interrupted = false;
    for (Operation operation : all) {
      boolean waiting = operation.isActive();
      int turn = operation.turns();
      while (waiting && operation.isActive() && operation.turns() == turn) {
        if (YieldPoint.waits("wait for operations")) {
          continue;
        }
        LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
        interrupted |= Thread.interrupted();
        if (System.nanoTime() - report > 0) {
          report += REPORT_NANOS;
          LOG.log(Level.WARNING, who + " still waits for an operation of " + operation.owner());
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  long hits() {
    long hits = 0;
    for (Operation operation : all) {
      hits += operation.hits();
    }
    return hits;
  }
}
