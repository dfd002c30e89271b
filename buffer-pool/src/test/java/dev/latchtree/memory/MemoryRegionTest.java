package dev.latchtree.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Objects;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryRegionTest {

  private static byte[] numbered(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + 7);
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4095, 4096, 1 << 20})
  void shouldStartOnAnOperatingSystemPage(long size) {
    try (MemoryRegion region = MemoryRegion.allocate(size)) {
      assertEquals(0, region.base() % MemoryRegion.ALIGNMENT);
      assertEquals(size, region.size());
    }
  }

  @Test
  void shouldOwnThePadBehindItsEnd() {
    try (MemoryRegion region = MemoryRegion.allocate(4096)) {
      long end = region.base() + region.size();
      Memory.zero(end, MemoryRegion.TAIL_PAD);
      assertEquals(0, Memory.getLong(end, MemoryRegion.TAIL_PAD - Long.BYTES));
      assertTrue(MemoryRegion.TAIL_PAD >= 64 * 1024, "a page of the largest size");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void shouldRefuseASizeThatIsNotPositive(long size) {
    assertThrows(IllegalArgumentException.class, () -> MemoryRegion.allocate(size));
  }

  @Test
  void shouldGiveItsMemoryBackAtOnce() {
    BackgroundResourceReleaser.releasePendingResources();
    long before = OS.memory().nativeMemoryUsed();
    MemoryRegion region = MemoryRegion.allocate(1 << 20);
    assertTrue(OS.memory().nativeMemoryUsed() >= before + (1 << 20));
    region.close();
    assertEquals(before, OS.memory().nativeMemoryUsed());
  }

  @Test
  void shouldLayAViewOverItsBytesInBothDirections() {
    try (MemoryRegion region = MemoryRegion.allocate(8192)) {
      ByteBuffer view = Objects.requireNonNull(region.view(4096, 100));
      assertEquals(100, view.capacity());
      assertTrue(view.isDirect());
      view.put(99, (byte) 5);
      assertEquals(5, Memory.getByte(region.base(), 4096 + 99));
      Memory.putByte(region.base(), 4096, (byte) 6);
      assertEquals(6, view.get(0));
    }
  }

  @Test
  void shouldRefuseAViewThatLeavesIt() {
    try (MemoryRegion region = MemoryRegion.allocate(8192)) {
      assertNotNull(region.view(0, 8192));
      assertNotNull(region.view(8192, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> region.view(0, 8193));
      assertThrows(IndexOutOfBoundsException.class, () -> region.view(8192, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> region.view(-1, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> region.view(0, -1));
      assertThrows(IndexOutOfBoundsException.class, () -> region.view(Long.MAX_VALUE, 1));
    }
  }

  @Test
  void shouldCopyOverTheBorderOfTwoWindows() {
    long border = 1L << 30;
    byte[] bytes = numbered(1001);
    try (MemoryRegion region = MemoryRegion.allocate(border + 4096)) {
      assertEquals(null, region.view(border - 500, 1001), "no window covers it");
      assertNotNull(region.view(border - 500, 500));
      assertNotNull(region.view(border, 500));
      assertRoundTrip(region, border - 500, bytes);
      assertRoundTrip(region, border - 501, bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 1001, 4096})
  void shouldCopyWithAndWithoutWindows(int length) {
    byte[] bytes = numbered(length);
    try (MemoryRegion region = MemoryRegion.allocate(8192)) {
      assertRoundTrip(region, 3, bytes);

      Memory.zero(region.base(), 8192);
      ByteBuffer source = ByteBuffer.allocate(length + 20).put(10, bytes).position(10);
      Memory.copyIn(source, region.base() + 5, length);
      assertEquals(10 + length, source.position());
      assertEquals(0, Memory.getByte(region.base(), 4));
      assertEquals(0, Memory.getByte(region.base(), 5 + length));
      ByteBuffer target = ByteBuffer.allocateDirect(length + 20).position(10);
      Memory.copyOut(region.base() + 5, target, length);
      assertEquals(10 + length, target.position());
      assertContent(bytes, target.position(10).limit(10 + length));
    }
  }

  private static void assertRoundTrip(MemoryRegion region, long offset, byte[] bytes) {
    ByteBuffer source = ByteBuffer.allocateDirect(bytes.length + 20).put(10, bytes).position(10);
    region.copyIn(source, offset, bytes.length);
    assertEquals(10 + bytes.length, source.position());
    ByteBuffer target = ByteBuffer.allocateDirect(bytes.length + 20).position(10);
    region.copyOut(offset, target, bytes.length);
    assertEquals(10 + bytes.length, target.position());
    assertContent(bytes, target.position(10).limit(10 + bytes.length));
  }

  private static void assertContent(byte[] expected, ByteBuffer actual) {
    byte[] found = new byte[actual.remaining()];
    actual.get(found);
    assertArrayEquals(expected, found);
  }

  @Test
  void shouldHaveWindowsOnThisJdk() {
    assertTrue(BufferWindow.AVAILABLE, "or every page read copies");
  }

  @Test
  void shouldRunOutOfMemoryWithoutLeavingAny() {
    BackgroundResourceReleaser.releasePendingResources();
    long before = OS.memory().nativeMemoryUsed();
    assertThrows(Throwable.class, () -> MemoryRegion.allocate(1L << 62));
    assertThrows(ArithmeticException.class, () -> MemoryRegion.allocate(Long.MAX_VALUE));
    assertEquals(before, OS.memory().nativeMemoryUsed());
  }
}
