package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PayloadCodecTest {

  private static PayloadCodec codec(Compression compression) {
    return Objects.requireNonNull(PayloadCodec.of(compression));
  }

  static byte[] text(int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) ("the same again and ".charAt(i % 19) + i / 5000);
    }
    return text;
  }

  private static ByteBuffer direct(byte[] bytes, int at) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(at + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    return buffer.put(at, bytes);
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void shouldGiveBackWhatItTook(Compression compression) {
    PayloadCodec codec = codec(compression);
    for (int length : new int[] {100, 1000, 65_536, 1_000_000}) {
      byte[] plain = text(length);
      byte[] target = new byte[7 + codec.maxCompressedLength(length)];
      int stored = codec.compress(plain, 0, length, target, 7);
      assertTrue(stored > PayloadCodec.PREFIX && stored < length, "stored " + stored);
      byte[] bytes = Arrays.copyOfRange(target, 7, 7 + stored);
      ByteBuffer buffer = direct(bytes, 5);
      assertEquals(length, PayloadCodec.plainLength(buffer, 5, stored));
      ByteBuffer out = ByteBuffer.allocateDirect(length + 10);
      assertTrue(codec.decompress(buffer, 5, stored, out, length));
      byte[] result = new byte[length];
      out.get(0, result);
      assertArrayEquals(plain, result);
      assertEquals(0, out.getLong(length), "wrote beyond the end");
      // exactly the room it needs, and less
      assertEquals(stored, codec.compress(plain, 0, length, new byte[length], 0));
      assertEquals(-1, codec.compress(plain, 0, length, new byte[stored / 2], 0));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void shouldSayWhatDoesNotShrink(Compression compression) {
    PayloadCodec codec = codec(compression);
    byte[] noise = new byte[5000];
    new SplittableRandom(1).nextBytes(noise);
    for (int length : new int[] {0, 1, 4, 5, 6, 20, 5000}) {
      byte[] target = new byte[codec.maxCompressedLength(length)];
      assertEquals(-1, codec.compress(noise, 0, length, target, 0), "length " + length);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void shouldRefuseWhatIsNotItsOwn(Compression compression) {
    PayloadCodec codec = codec(compression);
    byte[] plain = text(3000);
    byte[] target = new byte[codec.maxCompressedLength(plain.length)];
    byte[] good = Arrays.copyOf(target, codec.compress(plain, 0, plain.length, target, 0));
    byte[] stored = Arrays.copyOf(target, good.length);
    ByteBuffer out = ByteBuffer.allocateDirect(4000);
    assertFalse(codec.decompress(direct(stored, 0), 0, stored.length, out, 2999));
    assertFalse(codec.decompress(direct(stored, 0), 0, stored.length, out, 3001));
    assertFalse(codec.decompress(direct(stored, 0), 0, stored.length - 1, out, 3000));
    RandomRuns.run(
        50,
        random -> {
          byte[] noise = new byte[200];
          random.nextBytes(noise);
          codec.decompress(direct(noise, 0), 0, noise.length, out, 3000); // must not crash
        });
    assertEquals(-1, PayloadCodec.plainLength(direct(new byte[4], 0), 0, 4));
    assertEquals(-1, PayloadCodec.plainLength(direct(new byte[] {0, 0, 0, -1, 0}, 0), 0, 5));
  }

  @Test
  void shouldHaveNothingToDoForPlainPayloads() {
    assertNull(PayloadCodec.of(Compression.NONE));
    assertEquals(RecordLayout.CODEC_LZ4, codec(Compression.LZ4).code());
    assertEquals(RecordLayout.CODEC_ZSTD, codec(Compression.ZSTD).code());
    assertThrows(IllegalArgumentException.class, () -> PayloadCodec.ofCode(0));
    assertThrows(IllegalArgumentException.class, () -> PayloadCodec.ofCode(3));
  }

  @ParameterizedTest
  @CsvSource({"1,at.yawk.lz4:lz4-java", "2,com.github.luben:zstd-jni"})
  void shouldNameTheArtifactThatIsMissing(int code, String artifact) throws Exception {
    URL classes = PayloadCodec.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader bare =
        new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
      var method =
          bare.loadClass(PayloadCodec.class.getName()).getDeclaredMethod("ofCode", int.class);
      method.setAccessible(true);
      var failure = assertThrows(InvocationTargetException.class, () -> method.invoke(null, code));
      Throwable cause = Objects.requireNonNull(failure.getCause());
      assertEquals(IllegalStateException.class, cause.getClass());
      assertTrue(String.valueOf(cause.getMessage()).contains(artifact));
    }
  }
}
