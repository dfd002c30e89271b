package dev.latchtree.buffer;

import static dev.latchtree.pagefile.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.MachineMemory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolOptionsTest {

  private static final long GIB = 1L << 30;

  private static PoolOptions.Builder on(long total, long heap) {
    return PoolOptions.builder().memory(new MachineMemory(total, heap));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -4096, 1, 2048, 4095, 5000, 12288, 131072, Integer.MIN_VALUE})
  void shouldRefuseAPageSizeAndNameTheAllowedOnes(int pageSize) {
    assertRefused(
        IllegalArgumentException.class,
        () -> PoolOptions.builder().frames(100).pageSize(pageSize).build(),
        "4096, 8192, 16384, 32768 or 65536",
        String.valueOf(pageSize));
  }

  @Test
  void shouldRefuseAPoolThatIsTooSmallForWhatAnOperationMayHold() {
    assertRefused(
        IllegalArgumentException.class,
        () -> PoolOptions.builder().guards(20).frames(39).build(),
        "39",
        "20",
        "at least 40");
    assertEquals(40, PoolOptions.builder().guards(20).frames(40).build().frames());
    assertRefused(
        IllegalArgumentException.class,
        () -> PoolOptions.builder().bytes(100).build(),
        "pool of 0 pages");
    assertRefused(
        IllegalArgumentException.class, () -> PoolOptions.builder().frames(-5).build(), "-5");
  }

  @Test
  void shouldRefuseAPoolThatDoesNotFitTheMachine() {
    assertRefused(
        IllegalArgumentException.class,
        () -> on(8 * GIB, 2 * GIB).bytes(7 * GIB).build(),
        "does not fit",
        "8192 MiB",
        "heap may take 2048 MiB",
        "leaves 5888 MiB",
        "-Xmx");
    assertRefused(
        IllegalArgumentException.class,
        () -> on(Long.MAX_VALUE / 2, GIB).frames(Integer.MAX_VALUE).build(),
        "does not fit");
    assertRefused(
        IllegalArgumentException.class,
        () -> PoolOptions.builder().bytes(Long.MAX_VALUE).build(),
        "does not fit");
  }

  @Test
  void shouldFollowTheMachineByDefault() {
    assertEquals(
        2 * GIB / 16384, on(8 * GIB, 2 * GIB).build().frames(), "a quarter of the machine");
    assertEquals(
        (GIB - MachineMemory.JVM_RESERVE) / 2 / 4096,
        on(4 * GIB, 3 * GIB).pageSize(4096).build().frames(),
        "half of what the heap leaves");
    assertRefused(IllegalArgumentException.class, () -> on(GIB, 2 * GIB).build(), "too small");
    assertTrue(PoolOptions.builder().build().frames() > 0);
  }

  @Test
  void shouldLetTheLastOfFramesAndBytesCount() {
    assertEquals(50, PoolOptions.builder().bytes(GIB).frames(50).build().frames());
    assertEquals(65, PoolOptions.builder().frames(50).bytes(65 * 16384 + 5).build().frames());
  }

  @Test
  void shouldRefuseOtherValuesOutOfRange() {
    assertRefused(
        IllegalArgumentException.class,
        () -> PoolOptions.builder().frames(100).guards(0).build(),
        "1 to 1024");
    assertRefused(
        IllegalArgumentException.class,
        () -> PoolOptions.builder().frames(9000).guards(1025).build(),
        "1 to 1024",
        "1025");
    assertRefused(
        IllegalArgumentException.class,
        () -> PoolOptions.builder().frames(100).writeBatch(0).build(),
        "writeBatch");
    assertRefused(
        IllegalArgumentException.class,
        () -> PoolOptions.builder().frames(100).writeBatch(1 << 20).build(),
        "writeBatch");
    assertRefused(
        IllegalArgumentException.class,
        () -> PoolOptions.builder().frames(100).frameTimeout(Duration.ZERO).build(),
        "frameTimeout");
    assertEquals(16, PoolOptions.builder().frames(100).build().writeBatch());
  }
}
