package dev.latchtree.stress.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.latch.HybridLatch;
import dev.latchtree.latch.OffHeapLatch;
import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;
import dev.latchtree.memory.YieldPoint;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The explorer finds what is broken, finds nothing in what is right, and replays what it found. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExplorerTest {

  private static final int SEEDS = 2_000;

  private final MemoryRegion memory = MemoryRegion.allocate(4096);
  private final HybridLatch latch =
      new OffHeapLatch(Explorer.WAITING, LongUnaryOperator.identity());
  private final long word = memory.base();
  private final long other = memory.base() + 64;
  private final long page = memory.base() + 128;

  @AfterEach
  void free() {
    memory.close();
  }

  private interface Scenario {
    Interleaving explore(long seed);
  }

  /** The first seed that fails, which must be one of the first {@code most}. */
  private static Interleaving firstFailure(Scenario scenario, int most) {
    for (long seed = 0; seed < most; seed++) {
      Interleaving way = scenario.explore(seed);
      if (way.failure() != null) {
        return way;
      }
    }
    throw new AssertionError("no failure in " + most + " interleavings");
  }

  private static void assertNoFailure(Scenario scenario) {
    Set<List<Step>> ways = new HashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      Interleaving way = scenario.explore(seed);
      way.requireSuccess();
      ways.add(way.steps());
    }
    assertTrue(ways.size() >= 5, () -> "only " + ways.size() + " different interleavings");
  }

  // ---- a page of two words that are equal whenever nobody is changing it

  private void write() {
    latch.lockExclusive(word);
    long next = Memory.getLong(page, 0) + 1;
    Memory.putLong(page, 0, next);
    YieldPoint.at("half written", 0);
    Memory.putLong(page, 8, next);
    latch.unlockExclusive(word);
  }

  private void readAndValidate() {
    while (true) {
      long seen = latch.awaitVersion(word);
      long left = Memory.getLong(page, 0);
      YieldPoint.at("half read", 0);
      long right = Memory.getLong(page, 8);
      if (latch.validate(word, seen)) {
        assertEquals(left, right);
        return;
      }
    }
  }

  private void readWithoutValidation() {
    latch.awaitVersion(word);
    long left = Memory.getLong(page, 0);
    YieldPoint.at("half read", 0);
    assertEquals(left, Memory.getLong(page, 8));
  }

  private Interleaving explore(long seed, Explorer.Work reader) {
    Memory.zero(memory.base(), memory.size());
    return new Explorer(seed)
        .thread("writer", this::write)
        .thread("second", this::write)
        .thread("reader", reader)
        .run();
  }

  @Test
  void shouldFindNothingInAReaderThatValidates() {
    assertNoFailure(seed -> explore(seed, this::readAndValidate));
  }

  @Test
  void shouldFindAReaderThatDoesNotValidate() {
    Interleaving way = firstFailure(seed -> explore(seed, this::readWithoutValidation), 200);
    assertInstanceOf(AssertionError.class, way.failure());
    String told =
        String.valueOf(assertThrows(AssertionError.class, way::requireSuccess).getMessage());
    assertTrue(told.contains(way.strategy()), told);
    assertTrue(told.contains("writer: lock exclusive #"), told);
    assertTrue(told.contains("reader: half read"), told);
  }

  @Test
  void shouldReplayBySeed() {
    long[] last = new long[1];
    Interleaving first =
        firstFailure(
            seed -> {
              last[0] = seed;
              return explore(seed, this::readWithoutValidation);
            },
            200);
    for (int i = 0; i < 20; i++) {
      Interleaving again = explore(last[0], this::readWithoutValidation);
      assertEquals(first.steps(), again.steps());
      assertInstanceOf(AssertionError.class, again.failure());
    }
  }

  // ---- lost updates

  private void increment() {
    long value = Memory.getLong(page, 0);
    YieldPoint.at("increment", page);
    Memory.putLong(page, 0, value + 1);
  }

  private Interleaving count(long seed, Explorer.Work increment) {
    Memory.zero(memory.base(), memory.size());
    Interleaving way = new Explorer(seed).thread("one", increment).thread("two", increment).run();
    return way.failure() == null && Memory.getLong(page, 0) != 2
        ? way.failed(new AssertionError("an update is lost"))
        : way;
  }

  @Test
  void shouldFindALostUpdate() {
    firstFailure(seed -> count(seed, this::increment), 100);
  }

  @Test
  void shouldFindNoLostUpdateInOneStep() {
    for (long seed = 0; seed < 100; seed++) {
      count(seed, () -> Explorer.asOneStep(this::increment)).requireSuccess();
    }
  }

  @Test
  void shouldRefuseToWaitInOneStep() {
    Explorer.Work step =
        () ->
            Explorer.asOneStep(
                () -> {
                  latch.lockExclusive(word);
                  latch.unlockExclusive(word);
                });
    Interleaving way =
        firstFailure(
            seed -> {
              Memory.zero(memory.base(), memory.size());
              return new Explorer(seed).thread("holder", this::write).thread("hasty", step).run();
            },
            200);
    assertInstanceOf(IllegalStateException.class, way.failure());
  }

  @Test
  void shouldFindNoLostUpdateUnderALatch() {
    assertNoFailure(
        seed ->
            count(
                seed,
                () -> {
                  latch.lockExclusive(word);
                  increment();
                  latch.unlockExclusive(word);
                }));
  }

  @Test
  void shouldFindNoLostUpdateThroughUpgrades() {
    assertNoFailure(
        seed ->
            count(
                seed,
                () -> {
                  long seen = latch.awaitVersion(word);
                  while (!latch.tryUpgrade(word, seen)) {
                    seen = latch.awaitVersion(word);
                  }
                  increment();
                  latch.unlockExclusive(word);
                }));
  }

  // ---- waiting

  private void lockBoth(long first, long second) {
    latch.lockExclusive(first);
    latch.lockExclusive(second);
    latch.unlockExclusive(second);
    latch.unlockExclusive(first);
  }

  private Interleaving exploreTwoOrders(long seed, long first, long second) {
    Memory.zero(memory.base(), memory.size());
    return new Explorer(seed)
        .thread("one", () -> lockBoth(word, other))
        .thread("two", () -> lockBoth(first, second))
        .run();
  }

  @Test
  void shouldFindADeadlockAndSayWhoWaits() {
    Interleaving way = firstFailure(seed -> exploreTwoOrders(seed, other, word), 200);
    DeadlockException deadlock = assertInstanceOf(DeadlockException.class, way.failure());
    assertTrue(String.valueOf(deadlock.getMessage()).contains("[one, two]"), deadlock::toString);
    assertTrue(way.describe().contains("one: wait"), way::describe);
  }

  @Test
  void shouldFindNoDeadlockInOneOrder() {
    assertNoFailure(seed -> exploreTwoOrders(seed, word, other));
  }

  @Test
  void shouldEndWhatGoesOnForEver() {
    Interleaving way =
        new Explorer(1)
            .thread(
                "restless",
                () -> {
                  while (true) {
                    YieldPoint.at("once more", 1);
                  }
                })
            .run();
    assertInstanceOf(TooManyStepsException.class, way.failure());
  }

  @Test
  void shouldNotNoticeOtherThreads() throws Exception {
    Interleaving way =
        new Explorer(1)
            .thread(
                "one",
                () -> {
                  Thread stranger = new Thread(() -> YieldPoint.at("not mine", 1));
                  stranger.start();
                  stranger.join();
                  YieldPoint.at("mine", 1);
                })
            .run();
    assertNull(way.failure());
    assertEquals(List.of(new Step("one", "mine", "", "#1")), way.steps());
  }
}
