package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.PageWriter.Urgency;
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
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Copies that fail, made to fail: the page changes between the copy and its validation. */
class PageWriterTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;
  private static final long ID = 1;

  private final HeapStorage storage = new HeapStorage();
  private final MovingWords words = new MovingWords();
  private final PageTable table = new PageTable(EntrySize.PAIR_16);
  private final Frames frames = new Frames(4, PAGE);
  private final PoolCounters counters = new PoolCounters();
  private final HybridLatch latch =
      new LatchOver(words, WaitStrategy.SPIN_THEN_PARK, table::pageId);
  private final PageFile file;
  private final PageWriter writer;
  private final long entry;

  PageWriterTest() throws Exception {
    file = PageFile.open(storage, Pages.FILE, PAGE);
    file.ensureRoom(2);
    writer =
        new PageWriter(
            table,
            frames,
            latch,
            file,
            PoolOptions.builder().pageSize(PAGE).frames(16).build(),
            counters);
    table.ensure(2);
    entry = table.entry(ID);
    table.attach(entry, 1);
    PageImages.clear(frames.address(1), PAGE, ID);
    Memory.putLong(frames.address(1), Pages.VALUE, 42);
    words.putRelease(entry, LatchWord.RESIDENT | LatchWord.DIRTY);
  }

  @AfterEach
  void close() {
    file.close();
    frames.close();
    table.close();
  }

  /** Words that change behind the back of whoever validates them, as often as told. */
  private static final class MovingWords extends WordAccess {

    private final WordAccess words =
        new OffHeapLatch(WaitStrategy.SPIN, LongUnaryOperator.identity());
    int changes;
    int sharedTaken;

    @Override
    public long getVolatile(long word) {
      return words.getVolatile(word);
    }

    @Override
    public long get(long word) {
      if (changes > 0) {
        changes--;
        words.add(word, LatchWord.VERSION_ONE);
      }
      return words.get(word);
    }

    @Override
    public void putRelease(long word, long value) {
      words.putRelease(word, value);
    }

    @Override
    public boolean cas(long word, long expected, long value) {
      sharedTaken += LatchWord.sharedCount(value) > LatchWord.sharedCount(expected) ? 1 : 0;
      return words.cas(word, expected, value);
    }

    @Override
    public long add(long word, long increment) {
      return words.add(word, increment);
    }
  }

  private void assertWritten() {
    assertEquals(42, Pages.onDisk(storage, PAGE, ID));
    assertFalse(LatchWord.isDirty(latch.peek(entry)));
    assertFalse(table.isWriting(entry));
    assertEquals(0, LatchWord.sharedCount(latch.peek(entry)));
  }

  @Test
  void shouldTakeNoLatchWhileCopiesSucceed() {
    words.changes = PageWriter.COPY_TRIES - 1;
    assertEquals(1, writer.write(ID, Urgency.MUST));
    assertEquals(0, words.sharedTaken);
    assertWritten();
  }

  @Test
  void shouldLetTheCheckpointerTakeASharedLatchAfterThreeFailedCopies() {
    words.changes = PageWriter.COPY_TRIES;
    assertEquals(1, writer.write(ID, Urgency.MUST));
    assertEquals(1, words.sharedTaken);
    assertWritten();
  }

  @Test
  void shouldLetEvictorsGiveUpAfterThreeFailedCopies() {
    words.changes = PageWriter.COPY_TRIES;
    assertEquals(0, writer.write(ID, Urgency.TRY));
    assertEquals(0, words.sharedTaken);
    assertEquals(1, counters.copiesGivenUp.sum());
    assertEquals(0, Pages.onDisk(storage, PAGE, ID));
    assertTrue(LatchWord.isDirty(latch.peek(entry)));
    assertFalse(table.isWriting(entry), "the claim was given back");
    assertEquals(1, writer.write(ID, Urgency.TRY));
    assertWritten();
  }
}
