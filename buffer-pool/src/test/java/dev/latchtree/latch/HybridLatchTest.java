package dev.latchtree.latch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.Checks;
import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;
import dev.latchtree.memory.WordAccess;
import dev.latchtree.spi.WaitStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each transition of the latch, one at a time, on an off-heap word. */
class HybridLatchTest {

  /** Parks without a single pause. */
  private static final WaitStrategy PARK_AT_ONCE = attempt -> false;

  private static final long STATE_BITS =
      LatchWord.RESIDENT | LatchWord.DIRTY | 5 * LatchWord.VERSION_ONE;

  private final MemoryRegion region = MemoryRegion.allocate(64 * 1024);
  private final WordAccess words =
      new OffHeapLatch(WaitStrategy.SPIN, LongUnaryOperator.identity());
  private final HybridLatch latch =
      new LatchOver(words, PARK_AT_ONCE, LongUnaryOperator.identity());
  private final long word = region.base() + 64;
  private final Threads threads = new Threads();

  @BeforeEach
  void startFromNothing() {
    assertTrue(Checks.ENABLED, "tests run with -Dlatchtree.checks=true");
    Memory.zero(region.base(), region.size());
  }

  @AfterEach
  void close() {
    threads.awaitAll();
    region.close();
  }

  private long now() {
    return latch.peek(word);
  }

  private void set(long value) {
    words.putRelease(word, value);
  }

  // ---- exclusive

  @Test
  void shouldSetOnlyTheExclusiveBitWhenTakenExclusively() {
    set(STATE_BITS);
    latch.lockExclusive(word);
    assertEquals(STATE_BITS | LatchWord.EXCLUSIVE, now());
    latch.assertExclusive(word);
  }

  @Test
  void shouldAddOneVersionOnExclusiveRelease() {
    set(STATE_BITS);
    latch.lockExclusive(word);
    latch.unlockExclusive(word);
    assertEquals(STATE_BITS + LatchWord.VERSION_ONE, now());
  }

  @Test
  void shouldKeepTheVersionOnUnchangedRelease() {
    set(STATE_BITS);
    latch.lockExclusive(word);
    latch.unlockExclusiveUnchanged(word);
    assertEquals(STATE_BITS, now());
  }

  @Test
  void shouldWrapTheVersionWithoutTouchingOtherBits() {
    long low = LatchWord.RESIDENT | LatchWord.DIRTY;
    set(-LatchWord.VERSION_ONE | low);
    long last = latch.awaitVersion(word);
    latch.lockExclusive(word);
    latch.unlockExclusive(word);
    assertEquals(low, now(), "2^48 - 1 is followed by 0");
    assertFalse(latch.validate(word, last));
  }

  @Test
  void shouldTakeTheMarkOffWhenTaken() {
    set(LatchWord.RESIDENT | LatchWord.MARKED);
    latch.lockExclusive(word);
    assertFalse(LatchWord.isMarked(now()));
    latch.unlockExclusive(word);

    set(LatchWord.RESIDENT | LatchWord.MARKED);
    latch.lockShared(word);
    assertFalse(LatchWord.isMarked(now()));
    latch.unlockShared(word);
  }

  @Test
  void shouldRefuseAnythingButPeekWhileExclusive() {
    long before = latch.awaitVersion(word);
    latch.lockExclusive(word);
    assertFalse(latch.tryLockExclusive(word));
    assertFalse(latch.tryLockShared(word));
    assertFalse(latch.tryUpgrade(word, before));
    assertFalse(latch.tryShare(word, before));
    assertFalse(latch.tryMark(word, before));
    assertFalse(latch.tryClearDirty(word, before));
    assertFalse(latch.validate(word, before));
    assertEquals(LatchWord.EXCLUSIVE, now());
  }

  @Test
  void shouldTryExclusiveOnlyOnAFreeWord() {
    assertTrue(latch.tryLockExclusive(word));
    latch.unlockExclusive(word);
    latch.lockShared(word);
    assertFalse(latch.tryLockExclusive(word));
    latch.unlockShared(word);
    assertTrue(latch.tryLockExclusive(word));
    latch.unlockExclusive(word);
    assertEquals(2 * LatchWord.VERSION_ONE, now());
  }

  @Test
  void shouldLetTheNextOneInAfterAnExclusiveRelease() {
    latch.lockExclusive(word);
    Thread exclusive =
        threads.startAndAwaitParked(
            "exclusive",
            () -> {
              latch.lockExclusive(word);
              latch.unlockExclusive(word);
            });
    latch.unlockExclusive(word);
    threads.awaitEnd(exclusive);
    assertEquals(2 * LatchWord.VERSION_ONE, now());
    assertEquals(1, latch.waits());
  }

  // ---- shared

  @Test
  void shouldCountSharedHoldersAndLeaveTheVersion() {
    set(STATE_BITS);
    latch.lockShared(word);
    latch.lockShared(word);
    assertTrue(latch.tryLockShared(word));
    assertEquals(STATE_BITS + 3, now());
    latch.unlockShared(word);
    latch.unlockShared(word);
    latch.unlockShared(word);
    assertEquals(STATE_BITS, now());
  }

  @Test
  void shouldWaitForSharedWhileExclusive() {
    latch.lockExclusive(word);
    Thread shared = threads.startAndAwaitParked("shared", () -> latch.lockShared(word));
    latch.unlockExclusive(word);
    threads.awaitEnd(shared);
    assertEquals(LatchWord.VERSION_ONE + 1, now());
  }

  @Test
  void shouldHoldTheNextSharerBackAtTheLargestCount() {
    for (int i = 0; i < LatchWord.MAX_SHARED; i++) {
      latch.lockShared(word);
    }
    assertEquals(LatchWord.MAX_SHARED, now(), "the count has not run into the state bits");
    assertFalse(latch.tryLockShared(word));
    assertFalse(latch.tryShare(word, now()));
    Thread next = threads.startAndAwaitParked("holder 1,024", () -> latch.lockShared(word));
    assertEquals(LatchWord.MAX_SHARED, now());
    latch.unlockShared(word);
    threads.awaitEnd(next);
    assertEquals(LatchWord.MAX_SHARED, now(), "one went, one came");
  }

  @Test
  void shouldLetEverySharerInThatFitsAfterTheLargestCount() {
    int late = 4;
    for (int i = 0; i < LatchWord.MAX_SHARED; i++) {
      latch.lockShared(word);
    }
    for (int i = 0; i < late; i++) {
      threads.startAndAwaitParked("late " + i, () -> latch.lockShared(word));
    }
    for (int i = 0; i < late; i++) {
      latch.unlockShared(word);
    }
    threads.awaitAll();
    assertEquals(LatchWord.MAX_SHARED, now());
  }

  // ---- WANTED

  @Test
  void shouldHoldBackNewSharersOnceAnExclusiveWaiterIsThere() {
    latch.lockShared(word);
    long seen = latch.awaitVersion(word);
    Thread exclusive = threads.startAndAwaitParked("exclusive", () -> latch.lockExclusive(word));
    assertEquals(LatchWord.WANTED | 1, now());
    assertFalse(latch.tryLockShared(word));
    assertFalse(latch.tryShare(word, seen));
    assertTrue(latch.validate(word, seen), "WANTED harms no optimistic reader");
    Thread shared = threads.startAndAwaitParked("shared", () -> latch.lockShared(word));

    latch.unlockShared(word);
    threads.awaitEnd(exclusive);
    assertEquals(LatchWord.EXCLUSIVE, now(), "taking exclusive clears WANTED");
    latch.unlockExclusive(word);
    threads.awaitEnd(shared);
    assertEquals(LatchWord.VERSION_ONE + 1, now());
  }

  @Test
  void shouldClearWantedWhenSomeoneElseTakesExclusive() {
    set(LatchWord.WANTED | LatchWord.RESIDENT);
    assertTrue(latch.tryLockExclusive(word));
    assertEquals(LatchWord.EXCLUSIVE | LatchWord.RESIDENT, now());
    latch.unlockExclusive(word);

    set(LatchWord.WANTED | LatchWord.RESIDENT);
    assertTrue(latch.tryUpgrade(word, latch.awaitVersion(word)));
    assertEquals(LatchWord.EXCLUSIVE | LatchWord.RESIDENT, now());
    latch.unlockExclusive(word);
  }

  @Test
  void shouldAskForTheWordAgainWhenSharersCameFirst() {
    latch.lockExclusive(word);
    Thread exclusive = threads.startAndAwaitParked("exclusive", () -> latch.lockExclusive(word));
    // A word that a sharer took before the waiter could: built here, since who wins is a race.
    set(1);
    latch.unlockShared(word);
    threads.awaitEnd(exclusive);
    assertEquals(LatchWord.EXCLUSIVE, now());
  }

  @Test
  void shouldNotParkWithoutWantedWhenSettingItLostARace() {
    // A waiter asks twice before it parks: outside the queue and inside it. Both lose here, and
    // nothing would ever wake it as long as sharers overlap.
    CrowdedWords crowdedWords = new CrowdedWords(words, 2);
    HybridLatch crowded = new LatchOver(crowdedWords, PARK_AT_ONCE, LongUnaryOperator.identity());
    crowded.lockShared(word);
    Thread exclusive = threads.startAndAwaitParked("exclusive", () -> crowded.lockExclusive(word));
    boolean wanted = (now() & LatchWord.WANTED) != 0;
    while (LatchWord.sharedCount(now()) > 0) {
      crowded.unlockShared(word);
    }
    threads.awaitEnd(exclusive);
    assertEquals(0, crowdedWords.interruptions.get(), "both looks lost");
    assertTrue(wanted, "parked without holding back new sharers: an endless stream shuts it out");
  }

  // ---- optimistic

  @Test
  void shouldValidateAcrossStateSharedMarkAndDirtyBits() {
    set(LatchWord.RESIDENT | 3 * LatchWord.VERSION_ONE);
    long seen = latch.awaitVersion(word);
    for (long bits :
        new long[] {
          LatchWord.RESIDENT,
          LatchWord.FREE,
          LatchWord.DIRTY,
          LatchWord.MARKED,
          LatchWord.WANTED,
          1,
          LatchWord.MAX_SHARED
        }) {
      set(seen ^ bits);
      assertTrue(latch.validate(word, seen), LatchWord.describe(seen ^ bits));
    }
    set(seen | LatchWord.EXCLUSIVE);
    assertFalse(latch.validate(word, seen));
    for (int bit = 16; bit < Long.SIZE; bit++) {
      set(seen ^ 1L << bit);
      assertFalse(latch.validate(word, seen), "version bit " + bit);
    }
  }

  @Test
  void shouldFailValidationAfterARealChangeOnly() {
    long seen = latch.awaitVersion(word);
    latch.lockShared(word);
    latch.unlockShared(word);
    assertTrue(latch.validate(word, seen));
    latch.lockExclusive(word);
    latch.unlockExclusiveUnchanged(word);
    assertTrue(latch.validate(word, seen));
    latch.lockExclusive(word);
    latch.unlockExclusive(word);
    assertFalse(latch.validate(word, seen));
  }

  @Test
  void shouldWaitForAVersionUntilTheExclusiveHolderIsGone() {
    latch.lockExclusive(word);
    AtomicLong version = new AtomicLong(-1);
    Thread reader =
        threads.startAndAwaitParked("reader", () -> version.set(latch.awaitVersion(word)));
    latch.unlockExclusive(word);
    threads.awaitEnd(reader);
    assertEquals(LatchWord.VERSION_ONE, version.get());
    assertTrue(latch.validate(word, version.get()));
  }

  @Test
  void shouldGiveAVersionBesideSharedHolders() {
    latch.lockShared(word);
    long seen = latch.awaitVersion(word);
    latch.unlockShared(word);
    assertTrue(latch.validate(word, seen));
  }

  @Test
  void shouldNeverTrustAWordThatWasSeenWhileExclusive() {
    set(LatchWord.RESIDENT | LatchWord.DIRTY);
    latch.lockExclusive(word);
    long peeked = latch.peek(word);
    assertFalse(latch.validate(word, peeked), "someone is changing the page");
    assertFalse(latch.tryUpgrade(word, peeked), "two exclusive holders");
    assertFalse(latch.tryShare(word, peeked));
    assertFalse(latch.tryMark(word, peeked));
    assertFalse(latch.tryClearDirty(word, peeked), "only the holder changes the word");
    latch.unlockExclusive(word);
    assertFalse(latch.validate(word, peeked));
    assertFalse(latch.tryUpgrade(word, peeked));
  }

  // ---- upgrade and share

  @Test
  void shouldUpgradeOnlyTheVersionThatWasSeen() {
    long seen = latch.awaitVersion(word);
    assertTrue(latch.tryUpgrade(word, seen));
    assertTrue(LatchWord.isExclusive(now()));
    latch.unlockExclusive(word);
    assertFalse(latch.tryUpgrade(word, seen), "old version");
    assertEquals(LatchWord.VERSION_ONE, now());
  }

  @Test
  void shouldUpgradeAcrossChangesThatAreNone() {
    set(LatchWord.RESIDENT | LatchWord.MARKED | LatchWord.DIRTY);
    long seen = latch.awaitVersion(word);
    assertTrue(latch.tryClearDirty(word, seen));
    latch.lockShared(word);
    latch.unlockShared(word);
    assertTrue(latch.tryUpgrade(word, seen));
    assertEquals(LatchWord.RESIDENT | LatchWord.EXCLUSIVE, now(), "bits as they are, not as seen");
  }

  @Test
  void shouldNotUpgradeBesideSharedHolders() {
    long seen = latch.awaitVersion(word);
    latch.lockShared(word);
    assertFalse(latch.tryUpgrade(word, seen));
    assertEquals(1, now());
    latch.unlockShared(word);
    assertTrue(latch.tryUpgrade(word, seen));
  }

  @Test
  void shouldShareOnlyTheVersionThatWasSeen() {
    long seen = latch.awaitVersion(word);
    assertTrue(latch.tryShare(word, seen));
    assertTrue(latch.tryShare(word, seen), "beside another one");
    assertEquals(2, now());
    latch.unlockShared(word);
    latch.unlockShared(word);
    latch.lockExclusive(word);
    latch.unlockExclusive(word);
    assertFalse(latch.tryShare(word, seen));
    assertEquals(LatchWord.VERSION_ONE, now());
  }

  // ---- state bits

  @Test
  void shouldChangeStateBitsAtOnceWhileHeld() {
    latch.lockExclusive(word);
    latch.changeHeld(word, LatchWord.STATE_MASK, LatchWord.RESIDENT | LatchWord.DIRTY);
    assertEquals(LatchWord.EXCLUSIVE | LatchWord.RESIDENT | LatchWord.DIRTY, now());
    latch.changeHeld(word, LatchWord.STATE_MASK | LatchWord.DIRTY, LatchWord.FREE);
    assertEquals(LatchWord.EXCLUSIVE | LatchWord.FREE, now());
    latch.unlockExclusive(word);
    assertEquals(LatchWord.VERSION_ONE | LatchWord.FREE, now());
  }

  @Test
  void shouldClearDirtyOnlyForTheVersionThatWasCopied() {
    set(LatchWord.RESIDENT | LatchWord.DIRTY);
    long copied = latch.awaitVersion(word);
    latch.lockExclusive(word);
    assertFalse(latch.tryClearDirty(word, copied), "the page is being changed");
    latch.unlockExclusive(word);
    assertFalse(latch.tryClearDirty(word, copied), "the page was changed after the copy");
    assertTrue(LatchWord.isDirty(now()));
    assertTrue(latch.tryClearDirty(word, latch.awaitVersion(word)));
    assertEquals(LatchWord.VERSION_ONE | LatchWord.RESIDENT, now());
  }

  @Test
  void shouldClearDirtyBesideSharedHoldersAndMark() {
    set(LatchWord.RESIDENT | LatchWord.DIRTY);
    long copied = latch.awaitVersion(word);
    latch.lockShared(word);
    assertTrue(latch.tryClearDirty(word, copied));
    assertEquals(LatchWord.RESIDENT | 1, now());
    latch.unlockShared(word);
  }

  @Test
  void shouldMarkOnlyTheWordThatWasSeen() {
    set(LatchWord.RESIDENT);
    long seen = latch.awaitVersion(word);
    set(seen | LatchWord.DIRTY);
    assertFalse(latch.tryMark(word, seen), "any other word");
    seen = latch.awaitVersion(word);
    assertTrue(latch.tryMark(word, seen));
    assertEquals(seen | LatchWord.MARKED, now());
    assertTrue(latch.validate(word, seen), "a mark harms no optimistic reader");
  }

  @Test
  void shouldTakeTheMarkOffAndReturnTheWordWithoutIt() {
    set(LatchWord.RESIDENT | LatchWord.MARKED | LatchWord.VERSION_ONE);
    long expected = LatchWord.RESIDENT | LatchWord.VERSION_ONE;
    assertEquals(expected, latch.unmark(word));
    assertEquals(expected, now());
    assertEquals(expected, latch.unmark(word), "nothing to take off");
  }

  @Test
  void shouldWaitWithTheUnmarkUntilTheExclusiveHolderIsGone() {
    latch.lockExclusive(word);
    AtomicLong result = new AtomicLong(-1);
    Thread reader = threads.startAndAwaitParked("reader", () -> result.set(latch.unmark(word)));
    latch.unlockExclusive(word);
    threads.awaitEnd(reader);
    assertEquals(LatchWord.VERSION_ONE, result.get());
  }

  // ---- the queue

  @Test
  void shouldKeepWordsOfOneBucketApart() {
    List<Long> sameBucket = wordsOfOneBucket(3);
    for (long each : sameBucket) {
      latch.lockExclusive(each);
    }
    List<Thread> waiters = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (long each : sameBucket) {
        waiters.add(
            threads.startAndAwaitParked(
                "waiter for " + each,
                () -> {
                  latch.lockExclusive(each);
                  latch.unlockExclusive(each);
                }));
      }
    }
    latch.unlockExclusive(sameBucket.get(1));
    for (int i = 1; i < waiters.size(); i += 3) {
      threads.awaitEnd(waiters.get(i));
    }
    for (int i = 0; i < waiters.size(); i++) {
      assertEquals(i % 3 != 1, waiters.get(i).isAlive(), "waiter " + i);
    }
    latch.unlockExclusive(sameBucket.get(2));
    latch.unlockExclusive(sameBucket.get(0));
    threads.awaitAll();
  }

  @Test
  void shouldHandTheLatchToWhoeverIsOldWithoutWaitingForItToRun() {
    latch.lockExclusive(word);
    Thread old = threads.startAndAwaitParked("old waiter", () -> latch.lockExclusive(word));
    awaitAge();
    latch.unlockExclusive(word);
    // No race: the release itself has taken the word in the waiter's name before it returned.
    assertEquals(LatchWord.VERSION_ONE | LatchWord.EXCLUSIVE, now());
    assertEquals(1, latch.handOvers());
    threads.awaitEnd(old);
    latch.unlockExclusive(word);
  }

  @Test
  void shouldHandTheLatchToTheOldestSharerAndLetTheOthersFollow() {
    latch.lockExclusive(word);
    threads.startAndAwaitParked("sharer 1", () -> latch.lockShared(word));
    threads.startAndAwaitParked("sharer 2", () -> latch.lockShared(word));
    awaitAge();
    latch.unlockExclusive(word);
    assertEquals(1, latch.handOvers());
    threads.awaitAll();
    assertEquals(2, LatchWord.sharedCount(now()));
    latch.unlockShared(word);
    latch.unlockShared(word);
  }

  @Test
  void shouldAnswerAnOldOptimisticWaiterAlthoughTheHolderComesStraightBack() {
    latch.lockExclusive(word);
    AtomicLong version = new AtomicLong(-1);
    Thread reader =
        threads.startAndAwaitParked("reader", () -> version.set(latch.awaitVersion(word)));
    awaitAge();
    latch.unlockExclusive(word);
    latch.lockExclusive(word);
    // The reader need not have run in between: it is told what the word was.
    threads.awaitEnd(reader);
    assertEquals(LatchWord.VERSION_ONE, version.get());
    latch.unlockExclusive(word);
  }

  /** Lets the clock pass the age at which a waiter is handed the latch. */
  private void awaitAge() {
    long parked = System.nanoTime();
    threads.awaitTrue("age", () -> System.nanoTime() - parked > 2 * ParkingLot.HAND_OVER_NANOS);
    assertTrue(ParkingLot.HAND_OVER_NANOS < TimeUnit.SECONDS.toNanos(1));
  }

  // ---- misuse

  @Test
  void shouldCatchExclusiveCallsOnAWordThatIsNotHeld() {
    assertThrows(AssertionError.class, () -> latch.unlockExclusive(word));
    assertThrows(AssertionError.class, () -> latch.unlockExclusiveUnchanged(word));
    assertThrows(AssertionError.class, () -> latch.changeHeld(word, 0, LatchWord.DIRTY));
    assertThrows(AssertionError.class, () -> latch.assertExclusive(word));
    assertEquals(0, now(), "and nothing was changed");
    latch.lockShared(word);
    AssertionError refused = assertThrows(AssertionError.class, () -> latch.unlockExclusive(word));
    assertTrue(
        String.valueOf(refused.getMessage()).contains(LatchWord.describe(1)), "names the word");
    latch.unlockShared(word);
  }

  @Test
  void shouldCatchASharedReleaseTooMany() {
    set(STATE_BITS);
    latch.lockShared(word);
    latch.unlockShared(word);
    assertThrows(AssertionError.class, () -> latch.unlockShared(word));
    assertNotEquals(STATE_BITS, now(), "too late to undo, but loud");
  }

  private List<Long> wordsOfOneBucket(int count) {
    List<Long> found = new ArrayList<>();
    long top = bucketOf(word);
    for (long each = word; found.size() < count; each += Long.BYTES) {
      assertTrue(each < region.base() + region.size(), "the region has that many");
      if (bucketOf(each) == top) {
        found.add(each);
      }
    }
    return found;
  }

  /** The lot's own hash: words that fall together there are what the test wants. */
  private static long bucketOf(long word) {
    return (word * 0x9E37_79B9_7F4A_7C15L) >>> 56;
  }

  /** One more sharer appears just before WANTED would be set, a given number of times. */
  private static final class CrowdedWords extends WordAccess {

    private final WordAccess target;
    private final AtomicInteger interruptions;

    CrowdedWords(WordAccess target, int interruptions) {
      this.target = target;
      this.interruptions = new AtomicInteger(interruptions);
    }

    @Override
    public boolean cas(long word, long expected, long value) {
      boolean wanted = (value & ~expected & LatchWord.WANTED) != 0;
      if (wanted && interruptions.get() > 0) {
        interruptions.decrementAndGet();
        target.add(word, 1);
      }
      return target.cas(word, expected, value);
    }

    @Override
    public long getVolatile(long word) {
      return target.getVolatile(word);
    }

    @Override
    public long get(long word) {
      return target.get(word);
    }

    @Override
    public void putRelease(long word, long value) {
      target.putRelease(word, value);
    }

    @Override
    public long add(long word, long increment) {
      return target.add(word, increment);
    }
  }
}
