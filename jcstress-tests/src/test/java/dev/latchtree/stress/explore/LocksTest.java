package dev.latchtree.stress.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.Locks;
import dev.latchtree.memory.YieldPoint;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks held across yield points: explored threads never block on them, others do as ever. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocksTest {

  private static final int SEEDS = 200;

  private final ReentrantLock lock = Locks.newLock();
  private final Condition changed = lock.newCondition();

  private Explorer.Work increment(AtomicInteger value) {
    return () -> {
      lock.lock();
      try {
        int read = value.get();
        YieldPoint.at("increment", 1);
        value.set(read + 1);
      } finally {
        lock.unlock();
      }
    };
  }

  @Test
  void shouldExcludeExploredThreadsFromEachOther() {
    boolean waited = false;
    for (long seed = 0; seed < SEEDS; seed++) {
      AtomicInteger value = new AtomicInteger();
      Interleaving way =
          new Explorer(seed)
              .thread("one", increment(value))
              .thread("two", increment(value))
              .thread("three", increment(value))
              .run();
      way.requireSuccess();
      assertEquals(3, value.get());
      waited |= way.describe().contains("wait for a lock");
    }
    assertTrue(waited, "nobody ever met a lock that was held");
  }

  @Test
  void shouldFindADeadlockOfTwoLocks() {
    DeadlockException found = null;
    for (long seed = 0; seed < SEEDS && found == null; seed++) {
      ReentrantLock first = Locks.newLock();
      ReentrantLock second = Locks.newLock();
      Interleaving way =
          new Explorer(seed)
              .thread("one", () -> both(first, second))
              .thread("two", () -> both(second, first))
              .run();
      if (way.failure() != null) {
        found = assertInstanceOf(DeadlockException.class, way.failure());
      }
    }
    assertTrue(found != null, "no deadlock found");
  }

  private static void await(AtomicInteger value) {
    while (value.get() == 0) {
      assertTrue(YieldPoint.waits("wait for the other"));
    }
  }

  /** Nobody takes a step between the wait for the lock and the next one, and yet all go on. */
  @Test
  void shouldNotTakeAWaitAfterAWaitForADeadlock() {
    boolean waited = false;
    for (long seed = 0; seed < SEEDS; seed++) {
      AtomicInteger question = new AtomicInteger();
      AtomicInteger answer = new AtomicInteger();
      Interleaving way =
          new Explorer(seed)
              .thread(
                  "asks",
                  () -> {
                    lock.lock();
                    try {
                      question.set(1);
                    } finally {
                      lock.unlock();
                    }
                    await(answer);
                  })
              .thread(
                  "answers",
                  () -> {
                    increment(new AtomicInteger()).run();
                    await(question);
                    answer.set(1);
                  })
              .run();
      way.requireSuccess();
      waited |= way.describe().contains("wait for a lock");
    }
    assertTrue(waited, "nobody ever met a lock that was held");
  }

  @Test
  void shouldNotTakeAWaitAfterASignalForADeadlock() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Queue<Integer> queue = new ArrayDeque<>();
      AtomicInteger question = new AtomicInteger();
      AtomicInteger answer = new AtomicInteger();
      new Explorer(seed)
          .thread(
              "asks",
              () -> {
                question.set(take(queue));
                await(answer);
              })
          .thread(
              "answers",
              () -> {
                lock.lock();
                try {
                  queue.add(1);
                  changed.signalAll();
                } finally {
                  lock.unlock();
                }
                await(question);
                answer.set(1);
              })
          .run()
          .requireSuccess();
      assertEquals(1, answer.get());
    }
  }

  private static void both(ReentrantLock first, ReentrantLock second) {
    first.lock();
    try {
      YieldPoint.at("take the second", 1);
      second.lock();
      try {
        YieldPoint.at("have both", 1);
      } finally {
        second.unlock();
      }
    } finally {
      first.unlock();
    }
  }

  @Test
  void shouldWaitForASignalWithoutTheLock() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Queue<Integer> queue = new ArrayDeque<>();
      AtomicInteger sum = new AtomicInteger();
      new Explorer(seed)
          .thread(
              "taker",
              () -> {
                for (int i = 0; i < 2; i++) {
                  sum.addAndGet(take(queue));
                }
              })
          .thread("one", () -> give(queue, 1))
          .thread("two", () -> give(queue, 2))
          .run()
          .requireSuccess();
      assertEquals(3, sum.get());
    }
  }

  private int take(Queue<Integer> queue) {
    lock.lock();
    try {
      while (queue.isEmpty()) {
        changed.awaitUninterruptibly();
      }
      return queue.remove();
    } finally {
      lock.unlock();
    }
  }

  private void give(Queue<Integer> queue, int item) {
    lock.lock();
    try {
      YieldPoint.at("give", 1);
      queue.add(item);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Time is over at once, but others may have had their turn before. */
  @Test
  void shouldEndAWaitThatIsTimed() {
    boolean seen = false;
    boolean unseen = false;
    for (long seed = 0; seed < SEEDS; seed++) {
      AtomicInteger value = new AtomicInteger();
      AtomicInteger found = new AtomicInteger();
      new Explorer(seed)
          .thread(
              "waits",
              () -> {
                lock.lock();
                try {
                  long left = TimeUnit.HOURS.toNanos(1);
                  while (value.get() == 0 && left > 0) {
                    left = changed.awaitNanos(left);
                  }
                  found.set(value.get());
                } finally {
                  lock.unlock();
                }
              })
          .thread("sets", increment(value))
          .run()
          .requireSuccess();
      seen |= found.get() == 1;
      unseen |= found.get() == 0;
    }
    assertTrue(seen && unseen, "it is always the same");
  }

  @Test
  void shouldTakeReadAndWriteLocks() {
    for (long seed = 0; seed < SEEDS; seed++) {
      ReentrantReadWriteLock both = new ReentrantReadWriteLock(true);
      AtomicInteger value = new AtomicInteger();
      Explorer.Work writes =
          () -> {
            Locks.take(both.writeLock());
            try {
              int read = value.get();
              YieldPoint.at("increment", 1);
              value.set(read + 1);
            } finally {
              both.writeLock().unlock();
            }
          };
      Explorer.Work reads =
          () -> {
            Locks.take(both.readLock());
            try {
              int read = value.get();
              YieldPoint.at("read again", 1);
              assertEquals(read, value.get());
            } finally {
              both.readLock().unlock();
            }
          };
      new Explorer(seed)
          .thread("one", writes)
          .thread("two", writes)
          .thread("reader", reads)
          .run()
          .requireSuccess();
      assertEquals(2, value.get());
    }
  }

  /** Who is not explored really waits, and is woken. */
  @Test
  void shouldBlockThreadsThatAreNotExplored() throws InterruptedException {
    Queue<Integer> queue = new ArrayDeque<>();
    AtomicInteger taken = new AtomicInteger();
    Thread taker = new Thread(() -> taken.set(take(queue)));
    taker.start();
    while (taker.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    give(queue, 7);
    taker.join();
    assertEquals(7, taken.get());
    assertFalse(lock.isLocked());
  }
}
