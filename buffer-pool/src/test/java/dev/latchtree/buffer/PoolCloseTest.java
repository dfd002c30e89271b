package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.TestThreads.Task;
import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.PageLayout;
import dev.latchtree.pagefile.Refusals;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule C1: close lets finish what has begun, refuses the rest, and never ends the JVM. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolCloseTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;

  /** 10,000 in all: as many in memory as with a file. */
  private static final int RACES = 5_000;

  private static final int RACE_TRACKS = 8;

  private final HeapStorage storage = new HeapStorage();

  private static PoolOptions.Builder options() {
    return PoolOptions.builder().pageSize(PAGE).frames(32).backgroundWriter(false);
  }

  private BufferPool open(PoolOptions options) {
    try {
      return BufferPool.open(storage, Pages.FILE, options);
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldLetAnOperationThatHasBegunFinish() {
    BufferPool pool = open(options().build());
    long id = Pages.create(pool, 1);
    Task<Boolean> closer;
    try (Operation op = pool.begin()) {
      closer = TestThreads.run(pool::close).awaitBlocked();
      awaitClosed(pool);
      assertThrows(IllegalStateException.class, () -> TestThreads.run(pool::begin).get());
      assertTrue(op.guard(0).fixExclusive(id, null));
      op.guard(0).markDirty();
      Memory.putLong(op.guard(0).page(), Pages.VALUE, 2);
      op.guard(0).unfix();
      try (Reservation room = op.reserve(1)) {
        op.guard(1).fixNew(room);
        Memory.putLong(op.guard(1).page(), Pages.VALUE, 3);
      }
      assertFalse(closer.isDone());
    }
    closer.get();
    try (BufferPool again = open(options().build())) {
      assertEquals(2, Pages.read(again, id));
      assertEquals(3, Pages.read(again, id + 1));
    }
  }

  private static void awaitClosed(BufferPool pool) {
    TestThreads.awaitTrue(
        () -> {
          try {
            pool.begin().close();
            return false;
          } catch (IllegalStateException closed) {
            return true;
          }
        },
        "the pool to refuse operations");
  }

  @Test
  void shouldRefuseEverythingAfterwardsAndSayWhy() {
    BufferPool pool = open(options().build());
    long id = Pages.create(pool, 1);
    pool.close();
    List<Executable> uses =
        List.of(
            pool::begin, pool::flush, pool::trim, () -> pool.recycle(id), () -> pool.tryEvict(id));
    for (Executable use : uses) {
      Refusals.assertRefused(IllegalStateException.class, use, "/heap/pages", "closed");
    }
    assertEquals(1, pool.stats().pages(), "what it did can still be asked");
  }

  @Test
  void shouldRefuseAnOperationThatHasEnded() {
    try (BufferPool pool = open(options().build())) {
      long id = Pages.create(pool, 1);
      Operation op = pool.begin();
      PageGuard page = op.guard(0);
      assertTrue(page.fixShared(id, null));
      op.close();
      List<Executable> uses =
          List.of(
              op::close,
              () -> op.guard(0),
              () -> op.reserve(1),
              op::restart,
              page::page,
              page::pageId,
              page::validate,
              page::unfix,
              page::upgrade,
              page::share,
              page::discard,
              page::markDirty,
              page::pageLsn,
              () -> page.fixOptimistic(id),
              () -> page.fixShared(id, null),
              () -> page.fixExclusive(id, null),
              () -> page.tryFixShared(id));
      for (Executable use : uses) {
        assertThrows(IllegalStateException.class, use);
      }
    }
  }

  @Test
  void shouldLetGoOfEverythingWhenAnOperationEnds() {
    try (BufferPool pool = open(options().build())) {
      long shared = Pages.create(pool, 1);
      long exclusive = Pages.create(pool, 2);
      assertThrows(
          ArithmeticException.class,
          () -> {
            try (Operation op = pool.begin()) {
              assertTrue(op.guard(0).fixShared(shared, null));
              assertTrue(op.guard(1).fixExclusive(exclusive, null));
              throw new ArithmeticException("of the user");
            }
          });
      Pages.write(pool, shared, 3);
      Pages.write(pool, exclusive, 4);
      try (Operation op = pool.begin()) {
        assertEquals(0, op.latchedPages());
      }
    }
  }

  @Test
  void shouldRefuseAReleasedGuardAndOneThatIsInUse() {
    try (BufferPool pool = open(options().build());
        Operation op = pool.begin()) {
      long id = Pages.create(pool, 1);
      PageGuard page = op.guard(0);
      page.unfix();
      assertThrows(IllegalStateException.class, page::page);
      assertThrows(IllegalStateException.class, page::validate);
      assertThrows(IllegalStateException.class, page::discard);
      assertTrue(page.fixOptimistic(id));
      assertThrows(IllegalStateException.class, () -> page.fixOptimistic(id));
      assertThrows(IllegalStateException.class, () -> page.fixShared(id, null));
      assertThrows(IllegalStateException.class, page::discard);
      assertThrows(IllegalStateException.class, page::markDirty);
      assertTrue(page.share());
      assertThrows(IllegalStateException.class, page::upgrade);
      assertThrows(IndexOutOfBoundsException.class, () -> op.guard(8));
      assertThrows(IndexOutOfBoundsException.class, () -> op.guard(-1));
    }
  }

  @Test
  void shouldRefuseAnOperationOfAnotherThread() {
    try (BufferPool pool = open(options().build());
        Operation op = pool.begin()) {
      assertThrows(IllegalStateException.class, () -> TestThreads.start(() -> op.guard(0)).get());
      assertThrows(IllegalStateException.class, () -> TestThreads.run(op::close).get());
    }
  }

  @Test
  void shouldRefuseToCloseFromInsideAnOperation() {
    try (BufferPool pool = open(options().build())) {
      try (Operation op = pool.begin()) {
        Refusals.assertRefused(IllegalStateException.class, pool::close, "inside an operation");
      }
      Pages.create(pool, 1);
    }
  }

  /** Who calls the barrier that calls close. */
  @ParameterizedTest
  @ValueSource(strings = {"flush", "evict", "background", "close"})
  void shouldRefuseToCloseFromACallback(String caller) {
    AtomicReference<BufferPool> self = new AtomicReference<>();
    AtomicReference<Throwable> refusal = new AtomicReference<>();
    LogBarrier barrier =
        lsn -> {
          BufferPool pool = self.get();
          if (pool != null && refusal.get() == null) {
            refusal.set(assertThrows(IllegalStateException.class, pool::close));
          }
        };
    BufferPool pool =
        open(options().barrier(barrier).backgroundWriter(caller.equals("background")).build());
    long id = Pages.create(pool, 1);
    self.set(pool);
    Task<Boolean> call =
        TestThreads.run(
            () -> {
              switch (caller) {
                case "flush" -> pool.flush();
                case "evict" -> pool.tryEvict(id);
                case "background" -> {
                  for (int i = 0; i < 100; i++) {
                    Pages.create(pool, i);
                  }
                  TestThreads.awaitTrue(() -> refusal.get() != null, "the background writer");
                }
                default -> pool.close();
              }
            });
    call.get();
    assertTrue(refusal.get() instanceof IllegalStateException);
    self.set(null);
    pool.close();
    try (BufferPool again = open(options().build())) {
      assertEquals(1, Pages.read(again, id), "the page was written all the same");
    }
  }

  @Test
  void shouldLetEveryCloserReturnWhenItIsClosed() {
    BufferPool pool = open(options().build());
    long id = Pages.create(pool, 9);
    List<Task<Boolean>> closers = new ArrayList<>();
    try (Operation op = pool.begin()) {
      for (int i = 0; i < 8; i++) {
        closers.add(TestThreads.run(pool::close));
      }
      closers.forEach(Task::awaitBlocked);
    }
    TestThreads.joinAll(closers);
    pool.close();
    try (BufferPool again = open(options().build())) {
      assertEquals(9, Pages.read(again, id));
    }
  }

  @Test
  void shouldKeepTheInterruptFlagOfACloser() {
    BufferPool pool = open(options().build());
    Task<Boolean> closer;
    try (Operation op = pool.begin()) {
      closer =
          TestThreads.start(
              () -> {
                Thread.currentThread().interrupt();
                pool.close();
                return Thread.interrupted();
              });
      awaitClosed(pool);
      assertFalse(closer.isDone());
    }
    assertTrue(closer.get());
  }

  @Test
  void shouldSurviveThousandsOfRacesOfUseAgainstCloseInMemory() {
    race(() -> BufferPool.inMemory(tiny(false)));
  }

  @Test
  void shouldSurviveThousandsOfRacesOfUseAgainstCloseWithAFile() {
    AtomicInteger number = new AtomicInteger();
    race(
        () -> {
          HeapStorage fresh = new HeapStorage();
          try {
            return BufferPool.open(fresh, Pages.FILE, tiny(number.incrementAndGet() % 8 == 0));
          } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static PoolOptions tiny(boolean background) {
    return PoolOptions.builder()
        .pageSize(PAGE)
        .guards(2)
        .frames(4)
        .writeBatch(1)
        .backgroundWriter(background)
        .build();
  }

  /** Several races at a time: each one waits more than it works. */
  private static void race(Supplier<BufferPool> pools) {
    AtomicInteger refused = new AtomicInteger();
    int races = TestRandom.rounds(RACES) / RACE_TRACKS;
    List<Task<Boolean>> racers = new ArrayList<>();
    for (int track = 0; track < RACE_TRACKS; track++) {
      racers.addAll(track(pools, races, refused));
    }
    TestThreads.joinAll(racers);
    assertEquals(2 * RACE_TRACKS * races, refused.get());
  }

  /** Two threads use a pool until it refuses; a third closes it at some moment. */
  private static List<Task<Boolean>> track(
      Supplier<BufferPool> pools, int races, AtomicInteger refused) {
    AtomicReference<BufferPool> shared = new AtomicReference<>();
    Phaser turns = new Phaser(3);
    List<Task<Boolean>> users = new ArrayList<>();
    for (int user = 0; user < 2; user++) {
      int kind = user;
      users.add(
          TestThreads.run(
              () -> {
                try {
                  for (int i = 0; i < races; i++) {
                    turns.arriveAndAwaitAdvance();
                    BufferPool pool = java.util.Objects.requireNonNull(shared.get());
                    try {
                      for (int round = kind; ; round++) {
                        useOnce(pool, round);
                      }
                    } catch (IllegalStateException closed) {
                      refused.incrementAndGet();
                    }
                    turns.arriveAndAwaitAdvance();
                  }
                } finally {
                  turns.forceTermination();
                }
              }));
    }
    Task<Boolean> closer =
        TestThreads.run(
            () -> {
              try {
                for (int i = 0; i < races; i++) {
                  BufferPool pool = pools.get();
                  Pages.create(pool, 42);
                  shared.set(pool);
                  turns.arriveAndAwaitAdvance();
                  for (int spin = i % 512; spin > 0; spin--) {
                    Thread.onSpinWait();
                  }
                  pool.close();
                  turns.arriveAndAwaitAdvance();
                }
              } finally {
                turns.forceTermination();
              }
            });
    users.add(closer);
    return users;
  }

  private static void useOnce(BufferPool pool, int round) {
    switch (round % 4) {
      case 0 -> assertEquals(42, Pages.read(pool, 1));
      case 1 -> pool.tryEvict(1);
      case 2 -> Pages.write(pool, 1, 42);
      default -> {
        if (round % 16 == 15) {
          pool.flush();
        } else {
          try (Operation op = pool.begin();
              Reservation room = op.reserve(1)) {
            assertEquals(1, room.remaining());
          }
        }
      }
    }
  }
}
