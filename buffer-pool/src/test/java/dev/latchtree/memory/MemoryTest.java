package dev.latchtree.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.latch.OffHeapLatch;
import dev.latchtree.spi.WaitStrategy;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryTest {

  private final MemoryRegion region = MemoryRegion.allocate(4096);
  private final long base = region.base();

  @AfterEach
  void close() {
    region.close();
  }

  @Test
  void shouldWriteLittleEndianValuesWhereTheyAreRead() {
    Memory.zero(base, 4096);
    Memory.putLong(base, 8, 0x0102_0304_0506_0708L);
    assertEquals(0x0102_0304_0506_0708L, Memory.getLong(base, 8));
    assertEquals(0x0506_0708, Memory.getInt(base, 8));
    assertEquals(0x0102_0304, Memory.getInt(base, 12));
    assertEquals(0x0708, Memory.getShort(base, 8));
    assertEquals(8, Memory.getByte(base, 8));
    Memory.putInt(base, 100, -2);
    assertEquals(-2, Memory.getInt(base, 100));
    Memory.putShort(base, 200, (short) -3);
    assertEquals(-3, Memory.getShort(base, 200));
    Memory.putByte(base, 300, (byte) -4);
    assertEquals(-4, Memory.getByte(base, 300));
    assertEquals(0, Memory.getByte(base, 301));
  }

  @Test
  void shouldReadUnalignedValues() {
    Memory.zero(base, 64);
    Memory.putLong(base, 3, Long.MAX_VALUE);
    assertEquals(Long.MAX_VALUE, Memory.getLong(base, 3));
    Memory.putInt(base, 21, 77);
    assertEquals(77, Memory.getInt(base, 21));
  }

  @Test
  void shouldCopyRangesThatOverlap() {
    for (int i = 0; i < 100; i++) {
      Memory.putByte(base, i, (byte) i);
    }
    Memory.copy(base, base + 10, 90);
    for (int i = 0; i < 90; i++) {
      assertEquals(i, Memory.getByte(base, 10 + i));
    }
    Memory.copy(base + 10, base, 90);
    for (int i = 0; i < 90; i++) {
      assertEquals(i, Memory.getByte(base, i));
    }
  }

  @Test
  void shouldCopyBetweenArraysAndMemory() {
    byte[] source = {1, 2, 3, 4, 5, 6};
    Memory.copyIn(source, 2, base + 1, 3);
    byte[] target = new byte[6];
    Memory.copyOut(base + 1, target, 1, 3);
    assertArrayEquals(new byte[] {0, 3, 4, 5, 0, 0}, target);
  }

  @Test
  void shouldChangeWordsAtomically() {
    Memory.putLong(base, 64, 5);
    assertFalse(Memory.casLong(base, 64, 4, 9));
    assertEquals(5, Memory.getLongVolatile(base, 64));
    assertTrue(Memory.casLong(base, 64, 5, 9));
    assertEquals(12, Memory.addLong(base, 64, 3), "the new value");
    assertEquals(11, Memory.addLong(base, 64, -1));
    Memory.putLongRelease(base, 64, 1);
    assertEquals(1, Memory.getLongVolatile(base, 64));
    Memory.putIntRelease(base, 68, 2);
    assertEquals(2, Memory.getIntVolatile(base, 68));
    assertEquals((2L << 32) | 1, Memory.getLong(base, 64));
  }

  @Test
  void shouldOfferTheSameWordsToLatches() {
    WordAccess words = new OffHeapLatch(WaitStrategy.SPIN, LongUnaryOperator.identity());
    words.putRelease(base + 8, 3);
    assertEquals(3, words.get(base + 8));
    assertEquals(3, words.getVolatile(base + 8));
    assertTrue(words.cas(base + 8, 3, 4));
    assertFalse(words.cas(base + 8, 3, 5));
    assertEquals(6, words.add(base + 8, 2));
  }

  @Test
  void shouldSeeTheMachine() {
    MachineMemory machine = MachineMemory.now();
    assertTrue(machine.total() > 0);
    assertTrue(machine.heap() > 0);
    assertEquals(0, new MachineMemory(1 << 20, 1 << 30).offHeapRoom(), "never negative");
    assertEquals(100, new MachineMemory(MachineMemory.JVM_RESERVE + 300, 200).offHeapRoom());
  }
}
