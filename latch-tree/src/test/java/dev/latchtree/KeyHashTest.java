package dev.latchtree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.Test;

/** Trees on disk depend on it: the numbers below are not to be adapted, but to be kept. */
class KeyHashTest {

  @Test
  void shouldBeFnv1a() {
    // The authors' own examples.
    assertEquals(0xcbf29ce484222325L, KeyHash.fnv1a(new byte[0]));
    assertEquals(0xaf63dc4c8601ec8cL, KeyHash.fnv1a("a".getBytes(UTF_8)));
    assertEquals(0x85944171f73967e8L, KeyHash.fnv1a("foobar".getBytes(UTF_8)));
  }

  @Test
  void shouldKeepItsPartitions() {
    int[] partitions = new int[10];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = KeyHash.partition(("key" + i).getBytes(UTF_8), 1000);
    }
    assertEquals("[76, 866, 845, 765, 229, 760, 413, 803, 475, 869]", Arrays.toString(partitions));
    assertEquals(28, KeyHash.partition(new byte[] {-1, -128, 0}, 1000));
  }

  @Test
  void shouldBeTheSameForBytesAnywhere() {
    SplittableRandom random = new SplittableRandom(TestSeed.of(this));
    for (int i = 0; i < 1000; i++) {
      byte[] key = new byte[random.nextInt(40)];
      random.nextBytes(key);
      Bytes<?> bytes = Bytes.allocateElasticOnHeap();
      bytes.write(new byte[i % 5]).write(key);
      bytes.readSkip(i % 5);
      assertEquals(KeyHash.partition(key, 1000), KeyHash.partition(bytes, 1000));
      assertEquals(key.length, bytes.readRemaining());
    }
  }

  @Test
  void shouldSpreadUsualKeysEvenly() {
    requireEven("counted", i -> Codecs.longs().encode((long) i));
    requireEven("in steps", i -> Codecs.longs().encode(i * 4096L));
    requireEven("little endian", i -> new byte[] {(byte) i, (byte) (i >> 8), 0, 0});
    requireEven("named", i -> ("user:" + i).getBytes(UTF_8));
  }

  /** A tenth is far beyond what chance does with 60,000 keys: five times its deviation and more. */
  private static void requireEven(String what, IntFunction<byte[]> keys) {
    int all = 60_000;
    for (int partitions : new int[] {2, 3, 8, 16}) {
      int[] counts = new int[partitions];
      for (int i = 0; i < all; i++) {
        counts[KeyHash.partition(keys.apply(i), partitions)]++;
      }
      double mean = (double) all / partitions;
      for (int count : counts) {
        assertTrue(Math.abs(count - mean) < mean / 10, () -> what + ": " + Arrays.toString(counts));
      }
    }
  }
}
