package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.latch.LatchWord;
import dev.latchtree.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(EntrySize.class)
class PageTableTest {

  private static final int CHUNK = 32_768;

  private final EntrySize entrySize;
  private final PageTable table;

  PageTableTest(EntrySize entrySize) {
    this.entrySize = entrySize;
    this.table = new PageTable(entrySize);
  }

  @AfterEach
  void close() {
    table.close();
  }

  private long frameWord(long entry) {
    return Memory.getLong(entry, entrySize.frameWordOffset(CHUNK));
  }

  @Test
  void shouldLayTheFrameWordOutAsDrawn() {
    table.ensure(100);
    long entry = table.entry(99);
    assertEquals(0, frameWord(entry));
    table.attach(entry, 0x7fff_fffe);
    assertEquals(0x7fff_fffeL, frameWord(entry), "frame: bits 0 to 31");
    assertTrue(table.tryPin(entry));
    assertTrue(table.tryPin(entry));
    assertEquals(0x2_7fff_fffeL, frameWord(entry), "pins: bits 32 to 47");
    assertTrue(table.tryClaimWriting(entry));
    assertEquals(0x1_0002_7fff_fffeL, frameWord(entry), "WRITING: bit 48");
    assertEquals(0x7fff_fffe, table.frame(entry));
    table.detach(entry);
    assertEquals(0x1_0002_0000_0000L, frameWord(entry));
    assertEquals(PageTable.NO_FRAME, table.frame(entry));
    table.releaseWriting(entry);
    table.unpin(entry);
    table.unpin(entry);
    assertEquals(0, frameWord(entry));
    assertEquals(LatchWord.FREE, Memory.getLong(entry, 0), "the latch word is beside it");
  }

  @Test
  void shouldTakeEachEntryAsMuchRoomAsItsSizeSays() {
    table.ensure(2);
    long distance = table.entry(1) - table.entry(0);
    assertEquals(
        switch (entrySize) {
          case SPLIT_8 -> 8;
          case PAIR_16 -> 16;
          case PADDED_64 -> 64;
        },
        distance);
    assertEquals(0, table.entry(0) % Long.BYTES);
  }

  @Test
  void shouldStartWithFreePagesOnly() {
    table.ensure(1);
    assertEquals(CHUNK, table.size());
    for (long id = 0; id < CHUNK; id++) {
      assertEquals(LatchWord.FREE, Memory.getLong(table.entry(id), 0));
      assertEquals(0, frameWord(table.entry(id)));
    }
  }

  @Test
  void shouldKnowNoEntryBeyondItsEnd() {
    assertEquals(PageTable.NO_ENTRY, table.entry(0));
    table.ensure(CHUNK);
    assertEquals(CHUNK, table.size());
    assertEquals(PageTable.NO_ENTRY, table.entry(CHUNK));
    assertEquals(PageTable.NO_ENTRY, table.entry(Long.MAX_VALUE));
    assertEquals(PageTable.NO_ENTRY, table.entry(-1));
    assertEquals(PageTable.NO_ENTRY, table.entry(Long.MIN_VALUE));
    assertThrows(RuntimeException.class, () -> table.ensure(1L << 60));
    assertEquals(CHUNK, table.size());
  }

  @Test
  void shouldNeverMoveAnEntryWhenItGrows() {
    table.ensure(1);
    long entry = table.entry(7);
    Memory.putLong(entry, 0, 12345);
    table.ensure(5L * CHUNK + 1);
    assertEquals(6L * CHUNK, table.size());
    assertEquals(entry, table.entry(7));
    assertEquals(12345, Memory.getLong(table.entry(7), 0));
    for (long id : new long[] {0, 7, CHUNK - 1, CHUNK, 5L * CHUNK + 3}) {
      assertEquals(id, table.pageId(table.entry(id)));
    }
    assertEquals(-1, table.pageId(8));
  }

  @Test
  void shouldHaveOneWriterAtMost() {
    table.ensure(1);
    long entry = table.entry(0);
    assertTrue(table.tryClaimWriting(entry));
    assertFalse(table.tryClaimWriting(entry));
    assertTrue(table.isWriting(entry));
    table.releaseWriting(entry);
    assertFalse(table.isWriting(entry));
  }

  @Test
  void shouldKeepAPageInItsFrameThatIsPinnedOrWritten() {
    table.ensure(1);
    long entry = table.entry(0);
    assertFalse(table.tryPin(entry), "not in memory");
    table.attach(entry, 3);
    assertTrue(table.tryPin(entry));
    assertFalse(table.tryDetach(entry));
    table.unpin(entry);
    assertTrue(table.tryClaimWriting(entry));
    assertFalse(table.tryDetach(entry));
    table.releaseWriting(entry);
    assertEquals(3, table.frame(entry));
    assertTrue(table.tryDetach(entry));
    assertEquals(PageTable.NO_FRAME, table.frame(entry));
  }

  @Test
  void shouldGrowUnderReadersAndLoseNoPin() {
    table.ensure(1);
    table.attach(table.entry(0), 1);
    AtomicLong claims = new AtomicLong();
    AtomicLong checked = new AtomicLong();
    List<TestThreads.Task<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tasks.add(
          TestThreads.run(
              () -> {
                long entry = table.entry(0);
                for (int round = 0; round < 20_000; round++) {
                  assertTrue(table.tryPin(entry));
                  if (table.tryClaimWriting(entry)) {
                    assertEquals(1, claims.incrementAndGet());
                    claims.decrementAndGet();
                    table.releaseWriting(entry);
                  }
                  table.unpin(entry);
                  long last = table.entry(table.size() - 1);
                  assertEquals(LatchWord.FREE, Memory.getLong(last, 0));
                  checked.incrementAndGet();
                }
              }));
    }
    tasks.add(
        TestThreads.run(
            () -> {
              for (int chunk = 2; chunk < 12; chunk++) {
                table.ensure((long) chunk * CHUNK);
              }
            }));
    TestThreads.joinAll(tasks);
    assertEquals(1, frameWord(table.entry(0)));
    assertEquals(60_000, checked.get());
  }
}
