package dev.latchtree;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** Keys and values of tests. */
final class TestBytes {

  private static final int SHOWN = 24;

  private TestBytes() {}

  static byte[] bytesOf(int... bytes) {
    byte[] result = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      result[i] = (byte) bytes[i];
    }
    return result;
  }

  static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  static byte[] repeat(int value, int length) {
    byte[] result = new byte[length];
    Arrays.fill(result, (byte) value);
    return result;
  }

  /** Eight bytes in the order of the numbers, then zeros up to a length. */
  static byte[] number(long number, int length) {
    return ByteBuffer.allocate(Math.max(length, Long.BYTES)).putLong(number).array();
  }

  static byte[] random(SplittableRandom random, int length) {
    byte[] result = new byte[length];
    random.nextBytes(result);
    return result;
  }

  /** What a store has in memory of its own, in the garbage collected heap. */
  static Bytes<?> onHeap(byte[] bytes) {
    return Bytes.allocateElasticOnHeap(4).write(bytes);
  }

  static byte[] toArray(Bytes<?> bytes) {
    byte[] result = new byte[(int) bytes.readRemaining()];
    bytes.read(bytes.readPosition(), result, 0, result.length);
    return result;
  }

  /** For messages: long ones cut, with their length. */
  static String show(byte @Nullable [] bytes) {
    if (bytes == null) {
      return "null";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(SHOWN, bytes.length); i++) {
      text.append("%02x".formatted(bytes[i]));
    }
    return bytes.length > SHOWN ? text + "...(" + bytes.length + " bytes)" : text.toString();
  }
}
