package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.latchtree.latch.HybridLatch;
import dev.latchtree.latch.LatchOver;
import dev.latchtree.latch.LatchWord;
import dev.latchtree.latch.OffHeapLatch;
import dev.latchtree.memory.Memory;
import dev.latchtree.memory.WordAccess;
import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.PageFile;
import dev.latchtree.pagefile.PageLayout;
import dev.latchtree.spi.WaitStrategy;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** An error of the JVM strikes in the middle of a load: no frame is anybody's twice. */
class PageLoaderTest {

  private static final long ID = 1;

  private final HeapStorage storage = new HeapStorage();
  private final PoolOptions options =
      PoolOptions.builder()
          .pageSize(PageLayout.MIN_PAGE_SIZE)
          .frames(16)
          .backgroundWriter(false)
          .build();
  private final StrickenWords words = new StrickenWords();

  /** Over words in real memory; throws an Error in place of one write of a held word. */
  private static final class StrickenWords extends WordAccess {

    private final WordAccess words =
        new OffHeapLatch(WaitStrategy.SPIN, LongUnaryOperator.identity());
    private int writesToGo = Integer.MAX_VALUE;

    @Override
    public long getVolatile(long word) {
      return words.getVolatile(word);
    }

    @Override
    public long get(long word) {
      return words.get(word);
    }

    @Override
    public void putRelease(long word, long value) {
      if (writesToGo-- == 0) {
        throw new StackOverflowError("injected");
      }
      words.putRelease(word, value);
    }

    @Override
    public boolean cas(long word, long expected, long value) {
      return words.cas(word, expected, value);
    }

    @Override
    public long add(long word, long increment) {
      return words.add(word, increment);
    }
  }

  private void makePage() throws Exception {
    try (BufferPool pool = BufferPool.open(storage, Pages.FILE, options)) {
      try (Operation operation = pool.begin();
          Reservation room = operation.reserve(1)) {
        PageGuard page = operation.guard(0);
        page.fixNew(room);
        assertEquals(ID, page.pageId());
        Memory.putLong(page.page(), Pages.VALUE, 42);
      }
      pool.flush();
    }
  }

  @Test
  void shouldLeaveAFrameWithItsPageIfAnErrorStrikesRightAfterTheAttach() throws Exception {
    makePage();
    PageFile file = PageFile.open(storage, Pages.FILE, options.pageSize());
    PoolCore core = new PoolCore(file, options);
    core.start();
    try {
      HybridLatch latch = new LatchOver(words, WaitStrategy.SPIN_THEN_PARK, core.table::pageId);
      PageLoader loader =
          new PageLoader(core.table, core.frames, latch, file, core.supply, core.counters);
      long entry = core.table.entry(ID);
      words.writesToGo = 0; // the first is the one that makes the page resident
      assertThrows(StackOverflowError.class, () -> loader.load(ID, entry, true));
      int owned = core.table.frame(entry);
      assertFalse(owned == PageTable.NO_FRAME, "the page has its frame");
      assertFalse(LatchWord.isExclusive(latch.peek(entry)), "and nobody holds it");
      Set<Integer> others = new HashSet<>();
      for (int frame = core.free.poll(); frame != PageTable.NO_FRAME; frame = core.free.poll()) {
        others.add(frame);
      }
      assertEquals(options.frames() - 1, others.size());
      assertFalse(others.contains(owned), "a frame with two owners");
      others.forEach(core.free::give);
      words.writesToGo = Integer.MAX_VALUE;
      loader.load(ID, entry, true);
      assertEquals(42, Memory.getLong(core.frames.address(core.table.frame(entry)), Pages.VALUE));
    } finally {
      core.close(true);
    }
  }
}
