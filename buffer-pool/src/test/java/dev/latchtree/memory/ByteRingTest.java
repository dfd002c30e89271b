package dev.latchtree.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRingTest {

  private static final int CAPACITY = 4096;

  /** A position many turns after the first, so that nothing works by chance near zero. */
  private static final long TURNS = (1L << 40) * CAPACITY;

  private final ByteRing ring = new ByteRing(CAPACITY);

  @AfterEach
  void close() {
    ring.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -4096, 2048, 4095, 4097, 12288, Long.MIN_VALUE})
  void shouldRefuseACapacityThatIsNoPowerOfTwo(long capacity) {
    assertThrows(IllegalArgumentException.class, () -> new ByteRing(capacity).close());
  }

  @Test
  void shouldStartWithZeros() {
    byte[] all = new byte[CAPACITY];
    ring.copyOut(0, all, 0, CAPACITY);
    assertArrayEquals(new byte[CAPACITY], all);
    assertEquals(CAPACITY, ring.capacity());
  }

  @Test
  void shouldFindAPositionOfAnyTurnAtTheSamePlace() {
    ring.putLong(TURNS + 64, 5);
    assertEquals(5, ring.getLong(64));
    ring.putIntRelease(TURNS + CAPACITY - 4, 6);
    assertEquals(6, ring.getIntVolatile(CAPACITY - 4));
    ring.putInt(8, 7);
    assertEquals(7, ring.getInt(TURNS + 8));
    assertEquals(CAPACITY, ring.untilWrap(TURNS));
    assertEquals(1, ring.untilWrap(TURNS + CAPACITY - 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, CAPACITY - 50, CAPACITY - 1})
  void shouldCopyOverTheWrap(long start) {
    long position = TURNS + start;
    byte[] bytes = new byte[104];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i + 1);
    }
    ring.copyIn(bytes, 2, position, 100);
    byte[] found = new byte[104];
    ring.copyOut(position, found, 2, 100);
    for (int i = 2; i < 102; i++) {
      assertEquals(bytes[i], found[i]);
    }
    assertEquals(0, found[1]);
    assertEquals(0, found[102]);

    ring.zero(position + 10, 80);
    ring.copyOut(position, found, 2, 100);
    assertEquals(bytes[11], found[11]);
    assertEquals(0, found[12]);
    assertEquals(0, found[91]);
    assertEquals(bytes[92], found[92]);

    try (MemoryRegion source = MemoryRegion.allocate(4096)) {
      Memory.copyIn(bytes, 0, source.base(), 104);
      ring.copyIn(source.base(), position, 104);
      ring.copyOut(position, found, 0, 104);
      assertArrayEquals(bytes, found);
    }
  }

  @Test
  void shouldTakeAWholeTurnAtOnce() {
    byte[] all = new byte[CAPACITY];
    for (int i = 0; i < CAPACITY; i++) {
      all[i] = (byte) (i * 7);
    }
    ring.copyIn(all, 0, TURNS + 1000, CAPACITY);
    byte[] found = new byte[CAPACITY];
    ring.copyOut(TURNS + 1000, found, 0, CAPACITY);
    assertArrayEquals(all, found);
    ring.zero(TURNS + 1000, CAPACITY);
    ring.copyOut(0, found, 0, CAPACITY);
    assertArrayEquals(new byte[CAPACITY], found);
  }

  @Test
  void shouldLayAViewUpToItsEndButNotOverIt() {
    long position = TURNS + CAPACITY - 100;
    ByteBuffer view = Objects.requireNonNull(ring.view(position, 100));
    ring.putInt(position, 0x0403_0201);
    assertEquals(1, view.get(0));
    assertThrows(IndexOutOfBoundsException.class, () -> ring.view(position, 101));
  }
}
