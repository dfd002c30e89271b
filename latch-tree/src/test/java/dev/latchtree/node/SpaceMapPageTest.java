package dev.latchtree.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bits on a page, and where they are. */
class SpaceMapPageTest {

  private static final int LARGEST = 1 << 16;
  private static final long FIRST = 0x0102_0304_0506L;

  private final long seed = Long.getLong("latchtree.seed", System.nanoTime());
  private final MemoryRegion memory = MemoryRegion.allocate(LARGEST);
  private final long page = memory.base();

  SpaceMapPageTest() {
    System.out.println("SpaceMapPageTest: -Dlatchtree.seed=" + seed);
    for (int i = 0; i < LARGEST; i++) {
      Memory.putByte(page, i, (byte) 0xA5);
    }
  }

  @AfterEach
  void free() {
    memory.close();
  }

  @Test
  void shouldHaveTheBytesThatItsTableSays() {
    SpaceMapPage.format(page, 4096, FIRST, 1000);
    SpaceMapPage.mark(page, 0, true);
    SpaceMapPage.mark(page, 11, true);
    assertEquals(3, Memory.getByte(page, 4));
    assertEquals(FIRST, Memory.getLong(page, 24));
    assertEquals(1000, Memory.getInt(page, 32));
    assertEquals(0, Memory.getInt(page, 36));
    assertEquals(1, Memory.getByte(page, 40));
    assertEquals(8, Memory.getByte(page, 41));
    for (int i = 42; i < 4096; i++) {
      assertEquals(0, Memory.getByte(page, i), "byte " + i);
    }
    for (int i = 0; i < 4; i++) {
      assertEquals((byte) 0xA5, Memory.getByte(page, i), "the pool's byte " + i);
    }
    assertEquals((byte) 0xA5, Memory.getByte(page, 4096), "behind the page");
  }

  @Test
  void shouldKnowWhatItIsAbout() {
    assertFalse(SpaceMapPage.is(page, FIRST, 1000));
    SpaceMapPage.format(page, 4096, FIRST, 1000);
    assertTrue(SpaceMapPage.is(page, FIRST, 1000));
    assertFalse(SpaceMapPage.is(page, FIRST + 1, 1000));
    assertFalse(SpaceMapPage.is(page, FIRST, 999));
    Memory.putByte(page, 4, (byte) OverflowPage.KIND_OVERFLOW);
    assertFalse(SpaceMapPage.is(page, FIRST, 1000));
  }

  @ParameterizedTest
  @ValueSource(ints = {4096, LARGEST})
  void shouldHoldEachBitOnItsOwn(int pageSize) {
    SplittableRandom random = new SplittableRandom(seed);
    int span = SpaceMapPage.capacity(pageSize);
    assertEquals(8 * (pageSize - 40), span);
    SpaceMapPage.format(page, pageSize, 1001, span);
    BitSet expected = new BitSet();
    mark(expected, span - 1, true);
    mark(expected, 0, true);
    for (int i = 0; i < 50_000; i++) {
      mark(expected, random.nextInt(span), random.nextBoolean());
    }
    for (int i = 0; i < span; i++) {
      assertEquals(expected.get(1001 + i), SpaceMapPage.isUsed(page, i), "bit " + i);
    }
    BitSet used = new BitSet();
    SpaceMapPage.addUsed(page, used);
    assertEquals(expected, used);
    assertTrue(SpaceMapPage.is(page, 1001, span), "no bit lies in the header");
  }

  private void mark(BitSet expected, int index, boolean used) {
    SpaceMapPage.mark(page, index, used);
    expected.set(1001 + index, used);
  }
}
