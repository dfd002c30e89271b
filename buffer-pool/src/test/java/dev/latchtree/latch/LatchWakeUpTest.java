package dev.latchtree.latch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;
import dev.latchtree.memory.WordAccess;
import dev.latchtree.spi.WaitStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many more threads than cores on few words: everyone gets in, alone where that is promised, and
 * whoever parks is woken. A lost wake-up ends as a failure with the stacks of all threads. Waiting
 * times are printed, never asserted.
 */
class LatchWakeUpTest {

  private static final int SCALE = Boolean.getBoolean("latchtree.soak") ? 50 : 1;
  private static final int PLATFORM_THREADS = 64;
  private static final int VIRTUAL_THREADS = 4_000;

  /** Bytes of a page: the word, and two counters on lines of their own. */
  private static final int PAGE = 256;

  private static final int LEFT = 64;
  private static final int RIGHT = 192;

  private final MemoryRegion region = MemoryRegion.allocate(64 * PAGE);
  private final WordAccess words =
      new OffHeapLatch(WaitStrategy.SPIN, LongUnaryOperator.identity());
  private final Threads threads = new Threads();
  private final AtomicLong worstNanos = new AtomicLong();
  private final AtomicLong increments = new AtomicLong();

  /** How threads wait here. */
  enum Waiting {
    SPIN_THEN_PARK(WaitStrategy.SPIN_THEN_PARK),
    /** Every wait goes through the queue. */
    PARK_AT_ONCE(attempt -> false);

    @SuppressWarnings("ImmutableEnumChecker") // a strategy keeps no state
    private final WaitStrategy strategy;

    Waiting(WaitStrategy strategy) {
      this.strategy = strategy;
    }
  }

  private HybridLatch latch(Waiting waiting) {
    return new LatchOver(words, waiting.strategy, LongUnaryOperator.identity());
  }

  private long word(int page) {
    return region.base() + (long) page * PAGE;
  }

  @BeforeEach
  void startFromNothing() {
    Memory.zero(region.base(), region.size());
  }

  @AfterEach
  void close() {
    threads.awaitAll();
    region.close();
  }

  // ---- crowds

  @ParameterizedTest
  @CsvSource({"SPIN_THEN_PARK,1", "SPIN_THEN_PARK,4", "PARK_AT_ONCE,1", "PARK_AT_ONCE,4"})
  void shouldLetPlatformThreadsIn(Waiting waiting, int pages) {
    HybridLatch latch = latch(waiting);
    for (int i = 0; i < PLATFORM_THREADS; i++) {
      int seed = i;
      threads.start("crowd " + i, () -> work(latch, pages, seed, 2_000 * SCALE));
    }
    finish(latch, PLATFORM_THREADS + " platform threads, " + waiting, pages);
  }

  @ParameterizedTest
  @CsvSource({"SPIN_THEN_PARK,1", "SPIN_THEN_PARK,4", "PARK_AT_ONCE,4"})
  void shouldLetVirtualThreadsIn(Waiting waiting, int pages) {
    assumeTrue(VirtualThreads.exist(), "this JDK has no virtual threads: nothing was tested");
    HybridLatch latch = latch(waiting);
    for (int i = 0; i < VIRTUAL_THREADS; i++) {
      int seed = i;
      threads.startVirtual(() -> work(latch, pages, seed, 30 * SCALE));
    }
    finish(latch, VIRTUAL_THREADS + " virtual threads, " + waiting, pages);
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void shouldLetThreadsInThatAreInterruptedAllTheTime(Waiting waiting) {
    HybridLatch latch = latch(waiting);
    AtomicInteger left = new AtomicInteger(16);
    List<Thread> interrupted = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      int seed = i;
      interrupted.add(
          threads.start(
              "interrupted " + i,
              () -> {
                work(latch, 1, seed, 2_000 * SCALE);
                left.decrementAndGet();
              }));
    }
    threads.awaitTrue(
        "all are through",
        () -> {
          interrupted.forEach(Thread::interrupt);
          return left.get() == 0;
        });
    finish(latch, "16 platform threads, interrupted, " + waiting, 1);
  }

  /** A mix of all three modes; everyone counts what it changed, and checks what it sees. */
  private void work(HybridLatch latch, int pages, int seed, int rounds) {
    SplittableRandom random = new SplittableRandom(seed);
    long worst = 0;
    long mine = 0;
    for (int round = 0; round < rounds; round++) {
      long word = word(random.nextInt(pages));
      boolean dawdle = random.nextInt(64) == 0;
      int kind = random.nextInt(4);
      long start = System.nanoTime();
      if (kind == 0) {
        latch.lockShared(word);
        worst = Math.max(worst, System.nanoTime() - start);
        long left = Memory.getLong(word, LEFT);
        dawdle(dawdle);
        assertEquals(left, Memory.getLong(word, RIGHT), "a writer beside a shared holder");
        latch.unlockShared(word);
      } else if (kind == 1) {
        long seen = latch.awaitVersion(word);
        worst = Math.max(worst, System.nanoTime() - start);
        long maybeLeft = Memory.getLong(word, LEFT);
        dawdle(dawdle);
        long maybeRight = Memory.getLong(word, RIGHT);
        if (latch.validate(word, seen)) {
          assertEquals(maybeLeft, maybeRight, "a half-made change passed validation");
        }
      } else if (kind == 2) {
        latch.lockExclusive(word);
        worst = Math.max(worst, System.nanoTime() - start);
        mine += increment(word, dawdle);
        latch.unlockExclusive(word);
      } else if (latch.tryUpgrade(word, latch.awaitVersion(word))) {
        mine += increment(word, dawdle);
        latch.unlockExclusive(word);
      }
    }
    increments.addAndGet(mine);
    worstNanos.accumulateAndGet(worst, Math::max);
  }

  /** Not atomic, so that two at once lose one. */
  private static int increment(long word, boolean dawdle) {
    long next = Memory.getLong(word, LEFT) + 1;
    Memory.putLong(word, LEFT, next);
    dawdle(dawdle);
    assertEquals(next - 1, Memory.getLong(word, RIGHT), "two exclusive holders");
    Memory.putLong(word, RIGHT, next);
    return 1;
  }

  /** Gives the core away inside the latch, so that others find it taken and have to park. */
  @SuppressWarnings("ThreadPriorityCheck")
  private static void dawdle(boolean really) {
    if (really) {
      Thread.yield();
    }
  }

  private void finish(HybridLatch latch, String what, int pages) {
    threads.awaitAll();
    long sum = 0;
    for (int page = 0; page < pages; page++) {
      long word = word(page);
      sum += Memory.getLong(word, LEFT);
      assertEquals(
          Memory.getLong(word, LEFT),
          LatchWord.version(latch.peek(word)),
          "one version for each change");
      assertEquals(
          0,
          latch.peek(word) & (LatchWord.VERSION_ONE - 1),
          () -> "left over: " + LatchWord.describe(latch.peek(word)));
    }
    assertEquals(increments.get(), sum, "lost updates");
    report(latch, what + ", " + pages + " page(s)");
  }

  private void report(HybridLatch latch, String what) {
    System.out.println(
        "latch: "
            + what
            + ": worst wait "
            + worstNanos.get() / 1e6
            + " ms, waits "
            + latch.waits()
            + ", hand-overs "
            + latch.handOvers());
  }

  // ---- pairs

  /** In a crowd the next release mends a lost wake-up; here there is none. */
  @ParameterizedTest
  @EnumSource(LatchMode.class)
  void shouldWakeTheOnlyWaiterWhateverTheMoment(LatchMode mode) {
    HybridLatch latch = latch(Waiting.PARK_AT_ONCE);
    long word = word(0);
    int rounds = 20_000 * SCALE;
    AtomicInteger started = new AtomicInteger();
    AtomicInteger finished = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    threads.start(
        "waiter",
        () -> {
          for (int round = 1; round <= rounds; round++) {
            while (started.get() < round && !done.get()) {
              Thread.onSpinWait();
            }
            acquire(latch, mode, word);
            release(latch, mode, word);
            finished.set(round);
          }
        });
    try {
      for (int round = 1; round <= rounds; round++) {
        int expected = round;
        latch.lockExclusive(word);
        started.set(round);
        for (int moment = round & 63; moment > 0; moment--) {
          Thread.onSpinWait();
        }
        latch.unlockExclusive(word);
        threads.awaitTrue("round " + round, () -> finished.get() >= expected);
      }
    } finally {
      done.set(true);
    }
  }

  // ---- interrupts

  @ParameterizedTest
  @EnumSource(LatchMode.class)
  void shouldWaitOnWhenInterruptedAndKeepTheFlag(LatchMode mode) {
    HybridLatch latch = latch(Waiting.PARK_AT_ONCE);
    long word = word(0);
    latch.lockExclusive(word);
    AtomicBoolean flagAfterwards = new AtomicBoolean();
    Thread waiter =
        threads.startAndAwaitParked(
            "waiter",
            () -> {
              acquire(latch, mode, word);
              flagAfterwards.set(Thread.currentThread().isInterrupted());
            });
    for (int i = 0; i < 100; i++) {
      waiter.interrupt();
      // A flag that stays up would make each park return at once: a spin.
      threads.awaitTrue("the flag is taken down while waiting", () -> !waiter.isInterrupted());
      threads.awaitParked(waiter);
    }
    assertTrue(waiter.isAlive(), "nobody gets in by an interrupt");
    latch.unlockExclusive(word);
    threads.awaitEnd(waiter);
    assertTrue(flagAfterwards.get(), "the interrupt was lost");
  }

  @ParameterizedTest
  @EnumSource(LatchMode.class)
  void shouldWaitWithAnInterruptThatCameBefore(LatchMode mode) {
    HybridLatch latch = latch(Waiting.PARK_AT_ONCE);
    long word = word(0);
    latch.lockExclusive(word);
    AtomicBoolean flagAfterwards = new AtomicBoolean();
    Thread waiter =
        threads.startAndAwaitParked(
            "waiter",
            () -> {
              Thread.currentThread().interrupt();
              acquire(latch, mode, word);
              flagAfterwards.set(Thread.currentThread().isInterrupted());
            });
    threads.awaitTrue("the flag is taken down while waiting", () -> !waiter.isInterrupted());
    latch.unlockExclusive(word);
    threads.awaitEnd(waiter);
    assertTrue(flagAfterwards.get(), "the interrupt was lost");
  }

  @Test
  void shouldNotInventAnInterrupt() {
    HybridLatch latch = latch(Waiting.PARK_AT_ONCE);
    long word = word(0);
    latch.lockExclusive(word);
    AtomicBoolean flagAfterwards = new AtomicBoolean(true);
    Thread waiter =
        threads.startAndAwaitParked(
            "waiter",
            () -> {
              latch.lockShared(word);
              flagAfterwards.set(Thread.currentThread().isInterrupted());
            });
    latch.unlockExclusive(word);
    threads.awaitEnd(waiter);
    assertFalse(flagAfterwards.get());
  }

  private static void acquire(HybridLatch latch, LatchMode mode, long word) {
    switch (mode) {
      case OPTIMISTIC -> latch.awaitVersion(word);
      case SHARED -> latch.lockShared(word);
      case EXCLUSIVE -> latch.lockExclusive(word);
    }
  }

  // ---- starvation

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void shouldLetAnExclusiveWaiterThroughAStreamOfSharers(Waiting waiting) {
    HybridLatch latch = latch(waiting);
    long word = word(0);
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger sharers = new AtomicInteger();
    for (int i = 0; i < 4; i++) {
      threads.start(
          "sharer " + i,
          () -> {
            while (!done.get()) {
              latch.lockShared(word);
              int inside = sharers.incrementAndGet();
              // Holds on until another one came: without WANTED somebody is always inside.
              for (int look = 0; look < 100 && sharers.get() == inside && !done.get(); look++) {
                dawdle(true);
              }
              sharers.decrementAndGet();
              latch.unlockShared(word);
            }
          });
    }
    repeatedly(latch, word, LatchMode.EXCLUSIVE, () -> sharers.get() >= 2, done);
    report(latch, "an exclusive waiter among 4 overlapping sharers, " + waiting);
  }

  @ParameterizedTest
  @CsvSource({
    "EXCLUSIVE,1,PARK_AT_ONCE",
    "EXCLUSIVE,1,SPIN_THEN_PARK",
    "EXCLUSIVE,4,PARK_AT_ONCE",
    "SHARED,1,PARK_AT_ONCE",
    "SHARED,4,PARK_AT_ONCE",
    "OPTIMISTIC,1,PARK_AT_ONCE",
    "OPTIMISTIC,4,PARK_AT_ONCE"
  })
  void shouldLetAWaiterInAgainstThoseWhoComeStraightBack(
      LatchMode mode, int bargers, Waiting waiting) {
    HybridLatch latch = latch(waiting);
    long word = word(0);
    AtomicBoolean done = new AtomicBoolean();
    for (int i = 0; i < bargers; i++) {
      threads.start(
          "barger " + i,
          () -> {
            while (!done.get()) {
              latch.lockExclusive(word);
              // Holds on until somebody waits, then leaves for as short as possible.
              long before = latch.waits();
              for (int look = 0; look < 1_000 && latch.waits() == before; look++) {
                Thread.onSpinWait();
              }
              latch.unlockExclusive(word);
            }
          });
    }
    repeatedly(latch, word, mode, () -> LatchWord.isExclusive(latch.peek(word)), done);
    report(latch, mode + " waiter against " + bargers + " barger(s), " + waiting);
  }

  /**
   * Acquires 200 times in the given mode, each time with the others inside already, then tells them
   * to stop.
   */
  private void repeatedly(
      HybridLatch latch, long word, LatchMode mode, BooleanSupplier others, AtomicBoolean done) {
    Thread waiter =
        threads.start(
            "waiter",
            () -> {
              try {
                for (int i = 0; i < 200 * SCALE; i++) {
                  threads.awaitTrue("the others are inside", others);
                  long start = System.nanoTime();
                  acquire(latch, mode, word);
                  long waited = System.nanoTime() - start;
                  release(latch, mode, word);
                  worstNanos.accumulateAndGet(waited, Math::max);
                }
              } finally {
                done.set(true);
              }
            });
    try {
      threads.awaitEnd(waiter);
    } finally {
      done.set(true);
    }
    threads.awaitAll();
  }

  private static void release(HybridLatch latch, LatchMode mode, long word) {
    switch (mode) {
      case OPTIMISTIC -> {
        // nothing is held
      }
      case SHARED -> latch.unlockShared(word);
      case EXCLUSIVE -> latch.unlockExclusive(word);
    }
  }
}
