package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.IoHook;
import dev.latchtree.pagefile.PageLayout;
import dev.latchtree.pagefile.PageWriteException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What keeps one operation, page or failure from stopping the others. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PoolLimitsTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;
  private static final int FRAMES = 16;

  private final HeapStorage storage = new HeapStorage();

  private static PoolOptions.Builder options() {
    return PoolOptions.builder()
        .pageSize(PAGE)
        .frames(FRAMES)
        .backgroundWriter(false)
        .frameTimeout(Duration.ofSeconds(20));
  }

  private BufferPool open(PoolOptions.Builder options) throws Exception {
    return BufferPool.open(storage, Pages.FILE, options.build());
  }

  @Test
  void shouldNotSyncTheLogForAMissWhileOtherPagesCanGo() throws Exception {
    SyncedLog log = new SyncedLog();
    log.append(1000);
    log.sync();
    int frames = 8 * FRAMES;
    try (BufferPool pool = open(options().frames(frames).barrier(log))) {
      long[] ids = Pages.createAll(pool, 3 * frames);
      pool.flush();
      log.append(3000);
      for (int i = 0; i < 8; i++) {
        Pages.write(pool, ids[i], i, 2000 + i);
      }
      for (int i = 8; i < ids.length; i++) {
        assertEquals(ids[i], Pages.read(pool, ids[i]));
      }
      assertTrue(pool.stats().evictions() >= ids.length - frames);
      assertEquals(0, log.syncs());

      for (int i = 8; i < ids.length; i++) {
        Pages.write(pool, ids[i], i, 2000 + i);
      }
      assertTrue(log.syncs() > 0, "no page can go without");
      for (int i = 0; i < ids.length; i++) {
        assertEquals(i, Pages.read(pool, ids[i]));
      }
    }
  }

  @Test
  void shouldNotWaitForAPageBehindAStaleParent() throws Exception {
    try (BufferPool pool = open(options());
        Operation mine = pool.begin();
        Operation other = pool.begin()) {
      long[] ids = Pages.createAll(pool, 3);
      PageGuard parent = mine.guard(0);
      assertTrue(parent.fixOptimistic(ids[0]));
      Pages.write(pool, ids[0], 9);
      assertTrue(other.guard(0).fixExclusive(ids[1], null));
      assertFalse(mine.guard(1).fixExclusive(ids[1], parent), "it would wait for ever");
      assertFalse(mine.guard(1).fixShared(ids[1], parent));
      assertFalse(mine.guard(1).fixOptimistic(ids[1], parent));
      assertEquals(PageGuard.Mode.RELEASED, mine.guard(1).mode());
    }
  }

  @Test
  void shouldNotWaitUnderALatchBehindAnOptimisticParent() throws Exception {
    try (BufferPool pool = open(options());
        Operation mine = pool.begin();
        Operation other = pool.begin()) {
      long[] ids = Pages.createAll(pool, 3);
      assertTrue(mine.guard(0).fixExclusive(ids[0], null));
      PageGuard parent = mine.guard(1);
      assertTrue(parent.fixOptimistic(ids[1]));
      assertTrue(other.guard(0).fixExclusive(ids[2], null));
      assertFalse(mine.guard(2).fixExclusive(ids[2], parent), "the id may become another page's");
      assertFalse(mine.guard(2).fixOptimistic(ids[2], parent));
      other.guard(0).unfix();
      mine.guard(0).unfix();
      mine.restart();
      assertTrue(PoolProbe.of(pool).isPinned(ids[2]), "the second try finds it in memory");
    }
  }

  @Test
  void shouldLetManyRestartedOperationsGoOnInASmallPool() throws Exception {
    try (BufferPool pool = open(options())) {
      long[] ids = Pages.createAll(pool, 4 * FRAMES);
      pool.flush();
      List<Operation> restarted = new ArrayList<>();
      for (int i = 0; i < FRAMES; i++) {
        Operation operation = pool.begin();
        operation.blockedAt(ids[i]);
        operation.restart();
        restarted.add(operation);
      }
      assertEquals(FRAMES / 4, PoolProbe.of(pool).core.pins.get());
      for (int i = 0; i < FRAMES; i++) {
        PageGuard page = restarted.get(i).guard(0);
        assertTrue(page.fixShared(ids[3 * FRAMES + i], null), "somebody's pin is in the way");
        page.unfix();
      }
      restarted.forEach(Operation::close);
      assertEquals(0, PoolProbe.of(pool).core.pins.get());
    }
  }

  @Test
  void shouldRefuseToEndAnOperationTwice() throws Exception {
    try (BufferPool pool = open(options())) {
      long id = Pages.create(pool, 1);
      Operation first = pool.begin();
      first.close();
      assertThrows(IllegalStateException.class, first::close);
      TestThreads.Task<Boolean> victim =
          TestThreads.run(
              () -> {
                try (Operation again = pool.begin()) {
                  assertTrue(again.guard(0).fixExclusive(id, null));
                  assertThrows(
                      IllegalStateException.class,
                      () -> TestThreads.run(again::close).get(),
                      "only its owner ends it");
                  assertEquals(PageGuard.Mode.EXCLUSIVE, again.guard(0).mode());
                }
              });
      victim.get();
    }
  }

  @Test
  void shouldRefuseToRecycleWhatIsReservedOrWasNeverDiscarded() throws Exception {
    try (BufferPool pool = open(options())) {
      long[] ids = Pages.createAll(pool, 2);
      Pages.free(pool, ids[0]);
      try (Operation op = pool.begin();
          Reservation room = op.reserve(1)) {
        assertEquals(ids[0], room.peekPageId());
        assertThrows(IllegalStateException.class, () -> pool.recycle(ids[0]), "handed out");
      }
      assertThrows(IllegalStateException.class, () -> pool.recycle(ids[1]), "in use");
      assertThrows(IllegalStateException.class, () -> pool.recycle(0), "the file's header");
    }
  }

  @Test
  void shouldRefuseTheReservationOfAnotherPool() throws Exception {
    try (BufferPool pool = open(options());
        BufferPool other = BufferPool.inMemory(options().build());
        Operation op = pool.begin();
        Operation elsewhere = other.begin();
        Reservation room = elsewhere.reserve(1)) {
      assertThrows(IllegalArgumentException.class, () -> op.guard(0).fixNew(room));
    }
  }

  @Test
  void shouldWriteTheOthersWhenOnePageCannotBeWritten() throws Exception {
    long[] ids;
    try (BufferPool pool = open(options().writeBatch(1))) {
      ids = Pages.createAll(pool, 3);
      storage.hook(IoHook.failing(io -> io.writes(ids[0], PAGE), "bad sector"));
      assertThrows(PageWriteException.class, pool::flush);
      assertEquals(ids[1], Pages.onDisk(storage, PAGE, ids[1]));
      assertEquals(ids[2], Pages.onDisk(storage, PAGE, ids[2]));
      assertTrue(PoolProbe.of(pool).isDirty(ids[0]));
      storage.hook(IoHook.NONE);
    }
    assertEquals(ids[0], Pages.onDisk(storage, PAGE, ids[0]), "close() wrote it");
  }

  @Test
  void shouldGiveBackTheSpaceOfAFailedGrowth() throws Exception {
    try (BufferPool pool = open(options())) {
      Pages.create(pool, 1);
      long room = PoolProbe.of(pool).core.store.room();
      storage.capacity(room * PAGE + 10L * PAGE);
      PoolCore core = PoolProbe.of(pool).core;
      core.store.ensureRoom(room + 4);
      assertEquals((room + 4) * PAGE, storage.size(Pages.FILE), "no more than was needed");
      assertThrows(RuntimeException.class, () -> core.store.ensureRoom(room + 100));
      assertEquals((room + 4) * PAGE, storage.size(Pages.FILE), "nothing is kept");
    }
  }

  @Test
  void shouldNotGrowAFileThatIsOnlyOpenedAndClosed() throws Exception {
    for (int i = 1; i <= 4; i++) {
      try (BufferPool pool = open(options())) {
        assertEquals(i, Pages.create(pool, i), "ids without gaps");
      }
      assertEquals((i + 1L) * PAGE, storage.size(Pages.FILE));
    }
  }

  @Test
  void shouldKeepTheBackgroundWriterAliveThroughErrorsAndInterrupts() throws Exception {
    AtomicBoolean failed = new AtomicBoolean();
    LogBarrier once =
        lsn -> {
          if (Thread.currentThread().getName().startsWith("latchtree-writer")
              && failed.compareAndSet(false, true)) {
            Thread.currentThread().interrupt();
            throw new AssertionError("once");
          }
        };
    // One page to a write: else those in front write so many that the writer finds clean ones only.
    PoolOptions.Builder options =
        options().frames(64).backgroundWriter(true).writeBatch(1).barrier(once);
    try (BufferPool pool = open(options)) {
      long[] ids = Pages.createAll(pool, 256);
      TestThreads.awaitTrue(failed::get, "the writer meets the barrier");
      long before = pool.stats().evictions();
      for (long id : ids) {
        assertEquals(id, Pages.read(pool, id));
      }
      PoolCore core = PoolProbe.of(pool).core;
      TestThreads.awaitTrue(() -> core.free.size() > 0, "frames are kept free again");
      assertTrue(pool.stats().evictions() > before);
      TestThreads.awaitTrue(() -> core.background.failure() == null, "a good round");
    }
  }

  @Test
  void shouldRefuseToFlushUnderALatchOfTheSameThread() throws Exception {
    try (BufferPool pool = open(options());
        Operation op = pool.begin()) {
      long id = Pages.create(pool, 1);
      assertTrue(op.guard(0).fixExclusive(id, null));
      assertThrows(IllegalStateException.class, pool::flush, "it would wait for itself");
      assertEquals(1, op.latchedPages());
    }
  }
}
