package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.ReserveBeforeLatchingTest.Fix;
import dev.latchtree.pagefile.CorruptPageException;
import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.IoHook;
import dev.latchtree.pagefile.PageLayout;
import dev.latchtree.pagefile.PageReadException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rule P5: a child that cannot be had is a failure only if the way to it still holds. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LateFaultTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;

  private final HeapStorage storage = new HeapStorage();
  private final BufferPool pool;
  private final PoolProbe probe;
  private final long parent;
  private final long child;

  LateFaultTest() throws Exception {
    pool =
        BufferPool.open(
            storage,
            Pages.FILE,
            PoolOptions.builder().pageSize(PAGE).frames(16).backgroundWriter(false).build());
    probe = PoolProbe.of(pool);
    parent = Pages.create(pool, 1);
    child = Pages.create(pool, 2);
    pool.flush();
  }

  @AfterEach
  void close() {
    storage.hook(IoHook.NONE);
    pool.close();
  }

  /** Why the child cannot be had. */
  enum Fault {
    END_OF_FILE(CorruptPageException.class) {
      @Override
      long cause(LateFaultTest test) {
        test.storage.cut(Pages.FILE, test.child * PAGE + 100);
        return test.child;
      }
    },
    CORRUPT(CorruptPageException.class) {
      @Override
      long cause(LateFaultTest test) {
        test.storage.flipBit(Pages.FILE, (test.child * PAGE + 1000) * 8);
        return test.child;
      }
    },
    READ_ERROR(PageReadException.class) {
      @Override
      long cause(LateFaultTest test) {
        test.storage.hook(IoHook.failing(io -> io.reads(test.child, PAGE), "Input/output error"));
        return test.child;
      }
    },
    NOT_ALLOCATED(PageNotAllocatedException.class) {
      @Override
      long cause(LateFaultTest test) {
        Pages.discard(test.pool, test.child);
        return test.child;
      }
    },
    BEYOND_THE_TABLE(PageNotAllocatedException.class) {
      @Override
      long cause(LateFaultTest test) {
        return 1L << 40;
      }
    },
    NEGATIVE(PageNotAllocatedException.class) {
      @Override
      long cause(LateFaultTest test) {
        return -1;
      }
    },
    HEADER(PageNotAllocatedException.class) {
      @Override
      long cause(LateFaultTest test) {
        return 0;
      }
    };

    final Class<? extends RuntimeException> exception;

    Fault(Class<? extends RuntimeException> exception) {
      this.exception = exception;
    }

    /** Makes the child impossible to get; returns the id to ask for. */
    abstract long cause(LateFaultTest test);
  }

  /** How the child is asked for. */
  enum Mode {
    OPTIMISTIC,
    SHARED,
    EXCLUSIVE;

    boolean fix(PageGuard guard, long id, @Nullable PageGuard above) {
      return switch (this) {
        case OPTIMISTIC -> guard.fixOptimistic(id, above);
        case SHARED -> guard.fixShared(id, above);
        case EXCLUSIVE -> guard.fixExclusive(id, above);
      };
    }
  }

  static List<Arguments> faultsAndModes() {
    List<Arguments> all = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      for (Mode mode : Mode.values()) {
        all.add(Arguments.of(fault, mode));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("faultsAndModes")
  void shouldAnswerNoWhenTheParentHasChangedAndThrowWhenItHasNot(Fault fault, Mode mode) {
    assertTrue(pool.tryEvict(child));
    long id = fault.cause(this);
    int free = pool.stats().freeFrames();
    try (Operation op = pool.begin()) {
      PageGuard above = op.guard(0);
      PageGuard below = op.guard(1);
      assertTrue(above.fixOptimistic(parent));
      assertThrows(fault.exception, () -> mode.fix(below, id, above), "the parent is valid");
      assertEquals(PageGuard.Mode.RELEASED, below.mode());
      assertThrows(fault.exception, () -> mode.fix(below, id, null), "there is no parent");

      Pages.write(pool, parent, 7);
      assertFalse(mode.fix(below, id, above), "the id came from a page that has changed");
      assertEquals(PageGuard.Mode.RELEASED, below.mode());
      assertEquals(0, op.latchedPages());

      op.restart();
      assertTrue(above.fixShared(parent, null));
      assertThrows(fault.exception, () -> mode.fix(below, id, above), "a latched parent is valid");
      assertEquals(1, op.latchedPages());
    }
    assertEquals(free, pool.stats().freeFrames(), "no frame was lost");
    assertEquals(7, Pages.read(pool, parent), "other pages are usable");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void shouldAnswerNoForAGoodChildOfAChangedParent(Mode mode) {
    assertTrue(pool.tryEvict(child));
    try (Operation op = pool.begin()) {
      for (int round = 0; round < 2; round++) { // absent, then in memory
        if (round == 1) {
          Pages.read(pool, child);
        }
        PageGuard above = op.guard(0);
        assertTrue(above.fixOptimistic(parent));
        Pages.write(pool, parent, round);
        assertFalse(mode.fix(op.guard(1), child, above));
        assertEquals(0, op.latchedPages());
        assertEquals(round == 1, probe.isResident(child), "a stale id is not worth a read");
        above.unfix();
      }
      assertTrue(mode.fix(op.guard(1), child, null));
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void shouldNotRaiseInRestartWhatTheDescentMayNotNeedAnyMore(Fault fault) {
    assertTrue(pool.tryEvict(child));
    fillFrames();
    long id = fault.cause(this);
    if (id != child || fault == Fault.NOT_ALLOCATED) {
      return; // known without a read, so no restart is needed to find out
    }
    try (Operation op = pool.begin()) {
      PageGuard above = op.guard(0);
      PageGuard below = op.guard(1);
      assertTrue(above.fixShared(parent, null));
      assertFalse(Fix.SHARED.on(below, child), "no frame is free");
      above.unfix();
      op.restart(); // meets the fault and keeps it
      assertTrue(above.fixOptimistic(parent));
      Pages.write(pool, parent, 8);
      assertFalse(below.fixShared(child, above), "the way to it is stale");
      above.unfix();

      assertTrue(above.fixOptimistic(parent));
      assertThrows(fault.exception, () -> below.fixShared(child, above));
    }
  }

  @Test
  void shouldRaiseTheFaultOfARestartOnTheDescentThatFollows() {
    assertTrue(pool.tryEvict(child));
    Fault.READ_ERROR.cause(this);
    fillFrames();
    try (Operation op = pool.begin()) {
      PageGuard above = op.guard(0);
      PageGuard below = op.guard(1);
      assertTrue(above.fixShared(parent, null));
      assertFalse(below.fixShared(child, above));
      above.unfix();
      op.restart();
      storage.hook(IoHook.NONE);
      assertTrue(above.fixShared(parent, null));
      assertThrows(PageReadException.class, () -> below.fixShared(child, above));
      above.unfix();
      assertTrue(below.fixShared(child, null), "it is raised once; the device is well again");
    }
  }

  @Test
  void shouldKeepEntriesOfPagesThatWereTrimmed() {
    long version = probe.version(child);
    try (Operation op = pool.begin()) {
      PageGuard stale = op.guard(0);
      assertTrue(stale.fixOptimistic(child));
      Pages.free(pool, child);
      assertEquals(1, pool.trim());
      stale.page();
      assertFalse(stale.validate());
      stale.unfix();
      assertThrows(PageNotAllocatedException.class, () -> stale.fixOptimistic(child));
      assertThrows(PageNotAllocatedException.class, () -> stale.fixExclusive(child, null));
      assertFalse(stale.tryFixShared(child));
    }
    assertEquals(child, Pages.create(pool, 5));
    assertTrue(probe.version(child) > version, "a stale reader must not take the new for the old");
    pool.flush();
    assertTrue(pool.tryEvict(child));
    assertEquals(5, Pages.read(pool, child));
  }

  private void fillFrames() {
    while (pool.stats().freeFrames() > 0) {
      Pages.create(pool, 0);
    }
    pool.flush();
    assertTrue(probe.isResident(parent));
  }
}
