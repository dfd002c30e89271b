package dev.latchtree.buffer;

import static dev.latchtree.pagefile.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.PageLayout;
import dev.latchtree.spi.ReplacementPolicy;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which page leaves, and that there is a frame when one is needed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplacementTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;
  private static final int FRAMES = 32;

  private static BufferPool open(
      Supplier<? extends ReplacementPolicy> replacement, boolean backgroundWriter)
      throws Exception {
    return BufferPool.open(
        new HeapStorage(),
        Pages.FILE,
        PoolOptions.builder()
            .pageSize(PAGE)
            .frames(FRAMES)
            .replacement(replacement)
            .backgroundWriter(backgroundWriter)
            .build());
  }

  /** How often the hot page had to be loaded while a scan went through memory beside it. */
  private static long missesOfAHotPage(Replacement replacement) throws Exception {
    try (BufferPool pool = open(replacement, false)) {
      long hot = Pages.create(pool, 0);
      long[] cold = Pages.createAll(pool, 4 * FRAMES);
      pool.flush();
      Pages.read(pool, hot);
      PoolProbe probe = PoolProbe.of(pool);
      long misses = 0;
      for (int round = 0; round < 4; round++) {
        for (long id : cold) {
          Pages.read(pool, id);
          misses += probe.isResident(hot) ? 0 : 1;
          Pages.read(pool, hot);
        }
      }
      return misses;
    }
  }

  @Test
  void shouldKeepAPageUnderClockThatIsTouchedBetweenSweeps() throws Exception {
    assertEquals(0, missesOfAHotPage(Replacement.CLOCK));
  }

  @Test
  void shouldLoseAHotPageUnderFifoOncePerRound() throws Exception {
    long misses = missesOfAHotPage(Replacement.FIFO);
    assertTrue(misses >= 8, () -> "FIFO does not look at use: " + misses);
  }

  @Test
  void shouldWriteNothingOnAHitOfAPageInUse() throws Exception {
    try (BufferPool pool = open(Replacement.CLOCK, false)) {
      long id = Pages.create(pool, 0);
      long word = PoolProbe.of(pool).word(id);
      for (int i = 0; i < 100; i++) {
        Pages.read(pool, id);
      }
      assertEquals(word, PoolProbe.of(pool).word(id));
    }
  }

  @Test
  void shouldSpareAMarkedPageThatSomebodyTouches() throws Exception {
    try (BufferPool pool = open(Replacement.CLOCK, false)) {
      long id = Pages.create(pool, 0);
      PoolProbe probe = PoolProbe.of(pool);
      assertTrue(probe.core.evictor.mark(probe.frame(id)));
      assertEquals(ReplacementPolicy.Use.MARKED, probe.core.evictor.use(probe.frame(id)));
      Pages.read(pool, id);
      assertEquals(ReplacementPolicy.Use.ACTIVE, probe.core.evictor.use(probe.frame(id)));
      try (Operation op = pool.begin()) {
        assertTrue(op.guard(0).fixShared(id, null));
        assertEquals(ReplacementPolicy.Use.BUSY, probe.core.evictor.use(probe.frame(id)));
        assertFalse(probe.core.evictor.mark(probe.frame(id)));
      }
      assertEquals(ReplacementPolicy.Use.EMPTY, probe.core.evictor.use(FRAMES));
      assertFalse(probe.core.evictor.mark(FRAMES));
    }
  }

  @ParameterizedTest
  @EnumSource(Replacement.class)
  void shouldFindTheOneFrameThatCanBeHad(Replacement replacement) throws Exception {
    try (BufferPool pool = open(replacement, false)) {
      long[] ids = Pages.createAll(pool, FRAMES + 1);
      pool.flush();
      try (Operation one = pool.begin();
          Operation two = pool.begin();
          Operation three = pool.begin();
          Operation four = pool.begin()) {
        Operation[] operations = {one, two, three, four};
        int held = 0;
        long missing = 0;
        PoolProbe probe = PoolProbe.of(pool);
        for (long id : ids) {
          if (!probe.isResident(id)) {
            missing = id;
          } else if (held < FRAMES - 1) {
            assertTrue(operations[held / 8].guard(held % 8).tryFixShared(id));
            held++;
          }
        }
        assertEquals(missing, Pages.read(pool, missing));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, FRAMES + 1, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void shouldRefuseAPolicyThatChoosesNonsense(int choice) throws Exception {
    try (BufferPool pool = open(() -> frames -> choice, false)) {
      assertRefused(
          IllegalStateException.class,
          () -> Pages.createAll(pool, FRAMES + 1),
          "frame " + choice,
          "of " + FRAMES);
      assertEquals(1, Pages.read(pool, 1), "what is in memory can be read");
    }
  }

  @Test
  void shouldNormallyHaveAFrameFreeForAMiss() throws Exception {
    try (BufferPool pool = open(Replacement.CLOCK, true)) {
      long[] ids = Pages.createAll(pool, 8 * FRAMES);
      pool.flush();
      PoolProbe probe = PoolProbe.of(pool);
      long sweeps = pool.stats().foregroundSweeps();
      long misses = pool.stats().misses();
      // A user that does something else between two misses: the writer may catch up meanwhile.
      for (int round = 0; round < 4; round++) {
        for (long id : ids) {
          TestThreads.awaitTrue(() -> pool.stats().freeFrames() > 0, "the background writer");
          if (id % 2 == 0 && probe.isResident(id)) {
            Pages.write(pool, id, id);
          }
          assertEquals(id, Pages.read(pool, id));
        }
      }
      assertTrue(pool.stats().misses() - misses > 4 * FRAMES);
      assertEquals(sweeps, pool.stats().foregroundSweeps(), "no miss had to evict for itself");
    }
  }

  @Test
  void shouldEvictInTheForegroundWithoutABackgroundWriter() throws Exception {
    try (BufferPool pool = open(Replacement.CLOCK, false)) {
      Pages.createAll(pool, 2 * FRAMES);
      assertEquals(FRAMES, pool.stats().foregroundSweeps());
      assertEquals(FRAMES, pool.stats().evictions());
    }
  }
}
