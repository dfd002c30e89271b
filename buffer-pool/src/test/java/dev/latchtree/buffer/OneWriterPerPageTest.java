package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.TestThreads.Task;
import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.PageLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rule P1, one interleaving to a test: a writer is stopped on its way, the rest goes on. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OneWriterPerPageTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;

  private final HeapStorage storage = new HeapStorage();
  private volatile LogBarrier barrier = LogBarrier.NONE;
  private BufferPool pool;
  private PoolProbe probe;
  private long page;
  private long next;

  OneWriterPerPageTest() throws Exception {
    pool =
        BufferPool.open(
            storage,
            Pages.FILE,
            PoolOptions.builder()
                .pageSize(PAGE)
                .frames(32)
                .backgroundWriter(false)
                .barrier(new Changeable())
                .build());
    probe = PoolProbe.of(pool);
  }

  /** Asks the barrier of the moment. */
  private final class Changeable implements LogBarrier {
    @Override
    public void awaitDurable(long lsn) {
      barrier.awaitDurable(lsn);
    }

    @Override
    public boolean isDurable(long lsn) {
      return barrier.isDurable(lsn);
    }
  }

  @BeforeEach
  void twoCleanPagesSideBySide() {
    page = Pages.create(pool, 0);
    next = Pages.create(pool, 0);
    pool.flush();
    assertEquals(page + 1, next);
  }

  @AfterEach
  void close() {
    storage.hook(dev.latchtree.pagefile.IoHook.NONE);
    barrier = LogBarrier.NONE;
    pool.close();
  }

  @Test
  void shouldNeverLetAnOlderImageLandLast() {
    Pages.write(pool, page, 1);
    Gate gate = stopWriteOf(page);
    Task<Boolean> first = TestThreads.run(pool::flush);
    gate.awaitArrival();

    Pages.write(pool, page, 2);
    assertFalse(pool.tryEvict(page), "an evictor passes by a page that is being written");
    Task<Boolean> second = TestThreads.run(pool::flush).awaitBlocked();
    assertEquals(0, onDisk(page), "nobody overtakes the writer that stands at the gate");

    gate.open();
    first.get();
    second.get();
    assertEquals(2, onDisk(page));
    assertFalse(probe.isDirty(page));
  }

  @Test
  void shouldStayDirtyWhenItChangedWhileItWasWritten() {
    Pages.write(pool, page, 1);
    Gate gate = stopWriteOf(page);
    Task<Boolean> writer = TestThreads.run(pool::flush);
    gate.awaitArrival();

    Pages.write(pool, page, 2);
    gate.open();
    writer.get();

    assertEquals(1, onDisk(page));
    assertTrue(probe.isDirty(page), "the file has an older state");
    assertFalse(pool.tryEvict(next + 1_000_000), "an unknown page is not evicted, nor a failure");
    pool.flush();
    assertEquals(2, onDisk(page));
  }

  @Test
  void shouldStayDirtyWhileSomebodyIsChangingIt() {
    Pages.write(pool, page, 1);
    Gate gate = stopWriteOf(page);
    Task<Boolean> writer = TestThreads.run(pool::flush);
    gate.awaitArrival();

    try (Operation op = pool.begin()) {
      assertTrue(op.guard(0).fixExclusive(page, null));
      op.guard(0).markDirty();
      gate.open();
      writer.get();
      assertTrue(probe.isDirty(page), "the version is the copy's still, but not for long");
    }
    assertTrue(probe.isDirty(page));
  }

  @Test
  void shouldNotEvictAPageThatIsBeingWritten() {
    long entry = probe.entry(page);
    assertTrue(probe.core.table.tryClaimWriting(entry));
    assertFalse(pool.tryEvict(page), "clean, not latched, but claimed");
    assertTrue(probe.isResident(page));
    probe.core.table.releaseWriting(entry);
    assertTrue(pool.tryEvict(page));
  }

  @Test
  void shouldPassOverAnIdWhoseOldPageIsStillOnItsWay() {
    Pages.write(pool, page, 1);
    Gate gate = stopWriteOf(page);
    Task<Boolean> writer = TestThreads.run(pool::flush);
    gate.awaitArrival();

    Pages.free(pool, page);
    long other = Pages.create(pool, 7);
    assertNotEquals(page, other, "the old image may land on the new page's");

    gate.open();
    writer.get();
    assertEquals(page, Pages.create(pool, 8), "it is the oldest free id");
    pool.flush();
    assertEquals(8, onDisk(page));
    assertEquals(7, onDisk(other));
  }

  @Test
  void shouldNotTruncateUnderAWrite() {
    Pages.write(pool, next, 1);
    Gate gate = stopWriteOf(next);
    Task<Boolean> writer = TestThreads.run(pool::flush);
    gate.awaitArrival();

    Pages.free(pool, next);
    assertEquals(0, pool.trim(), "the last page is on its way to the file");

    gate.open();
    writer.get();
    assertEquals(1, pool.trim());
    assertEquals(next * PAGE, storage.size(Pages.FILE));
  }

  @Test
  void shouldHandTheLsnOfTheCopyToTheBarrier() {
    List<Long> asked = new ArrayList<>();
    Gate gate = new Gate();
    barrier =
        lsn -> {
          asked.add(lsn);
          gate.pass();
        };
    Pages.write(pool, page, 1, 10);
    Task<Boolean> writer = TestThreads.run(pool::flush);
    gate.awaitArrival();

    Pages.write(pool, page, 2, 20);
    assertEquals(0, onDisk(page), "the barrier comes before the write");
    gate.open();
    writer.get();

    assertEquals(List.of(10L), asked);
    assertEquals(10, Pages.lsnOnDisk(storage, PAGE, page));
    assertTrue(probe.isDirty(page));
  }

  @Test
  void shouldAskTheBarrierForTheNewestOfABatch() {
    List<Long> asked = new ArrayList<>();
    barrier = asked::add;
    Pages.write(pool, page, 1, 30);
    Pages.write(pool, next, 1, 20);
    long writes = pool.stats().writes();
    pool.flush();
    assertEquals(List.of(30L), asked);
    assertEquals(writes + 1, pool.stats().writes(), "neighbours share a write");
  }

  @Test
  void shouldNotSyncTheLogForANeighbour() {
    SyncedLog log = new SyncedLog();
    log.append(15);
    log.sync();
    log.append(30);
    barrier = log;
    Pages.write(pool, page, 1, 10);
    Pages.write(pool, next, 1, 20);

    assertTrue(pool.tryEvict(page));
    assertEquals(0, log.syncs(), "all that the page needs is durable");
    assertTrue(probe.isDirty(next));
    assertEquals(0, onDisk(next));
    assertFalse(probe.isWriting(next), "the claim was given back");

    assertTrue(pool.tryEvict(next));
    assertEquals(1, log.syncs());
    assertEquals(1, onDisk(next));
  }

  @Test
  void shouldTakeNeighboursAlongOnceTheLogIsSyncedAnyway() {
    SyncedLog log = new SyncedLog();
    log.append(15);
    log.sync();
    log.append(30);
    barrier = log;
    Pages.write(pool, page, 1, 20);
    Pages.write(pool, next, 1, 25);
    long writes = pool.stats().writes();

    assertTrue(pool.tryEvict(page));
    assertEquals(1, log.syncs());
    assertEquals(1, onDisk(next));
    assertFalse(probe.isDirty(next));
    assertEquals(writes + 1, pool.stats().writes(), "neighbours share a write");
  }

  @Test
  void shouldKeepAPageWhoseBarrierFails() {
    barrier =
        lsn -> {
          throw new IllegalArgumentException("the log is gone");
        };
    Pages.write(pool, page, 1);
    assertEquals(
        "the log is gone",
        assertThrows(IllegalArgumentException.class, () -> pool.tryEvict(page)).getMessage());
    assertThrows(IllegalArgumentException.class, pool::flush);
    assertEquals(0, onDisk(page));
    assertTrue(probe.isDirty(page));
    assertFalse(probe.isWriting(page), "the claim was given back");

    barrier = LogBarrier.NONE;
    pool.flush();
    assertEquals(1, onDisk(page));
  }

  @Test
  void shouldClaimNeighboursByTryOnly() {
    Pages.write(pool, next, 1);
    Gate gate = stopWriteOf(next);
    Task<Boolean> neighbour = TestThreads.start(() -> pool.tryEvict(next));
    gate.awaitArrival();

    Pages.write(pool, page, 1);
    assertTrue(TestThreads.start(() -> pool.tryEvict(page)).get(), "without its neighbour");
    assertEquals(1, onDisk(page));
    assertEquals(0, onDisk(next));

    gate.open();
    assertTrue(neighbour.get());
    assertEquals(1, onDisk(next));
  }

  @Test
  void shouldNotWaitForALatchedNeighbour() {
    Pages.write(pool, page, 1);
    try (Operation op = pool.begin()) {
      assertTrue(op.guard(0).fixExclusive(next, null));
      op.guard(0).markDirty();
      assertTrue(TestThreads.start(() -> pool.tryEvict(page)).get());
    }
    assertEquals(1, onDisk(page));
  }

  @Test
  void shouldLetOnlyTheCheckpointerWaitForALatch() {
    Pages.write(pool, page, 1);
    try (Operation op = pool.begin()) {
      assertTrue(op.guard(0).fixExclusive(page, null));
      assertFalse(TestThreads.start(() -> pool.tryEvict(page)).get(), "evictors only try");
      assertEquals(0, onDisk(page));
      Task<Boolean> checkpointer = TestThreads.run(pool::flush).awaitBlocked();
      op.guard(0).unfix();
      checkpointer.get();
    }
    assertEquals(1, onDisk(page));
    assertTrue(pool.stats().copiesGivenUp() >= 1);
  }

  @Test
  void shouldWriteAPageUnderAReadersLatch() {
    Pages.write(pool, page, 1);
    try (Operation op = pool.begin()) {
      assertTrue(op.guard(0).fixShared(page, null));
      TestThreads.run(pool::flush).get();
      assertEquals(1, onDisk(page));
      assertFalse(probe.isDirty(page), "cleared under a reader's latch");
      assertFalse(probe.core.evictor.evict(page), "but not evicted");
    }
  }

  private Gate stopWriteOf(long id) {
    Gate gate = new Gate(io -> io.writes(id, PAGE));
    storage.hook(gate);
    return gate;
  }

  private long onDisk(long id) {
    return Pages.onDisk(storage, PAGE, id);
  }
}
