package dev.latchtree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Codecs whose bytes are ordered like their objects. */
public final class Codecs {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private Codecs() {}

  /** Byte strings as they are, copied. */
  public static Codec<byte[]> bytes() {
    return new Codec<>() {
      @Override
      public byte[] encode(byte[] object) {
        return object.clone();
      }

      @Override
      public byte[] decode(byte[] bytes) {
        return bytes.clone();
      }
    };
  }

  /**
   * UTF-8: strings in the order of their code points, which is that of {@link String#compareTo}
   * unless surrogates are among them. A lone surrogate becomes a question mark.
   */
  public static Codec<String> utf8() {
    return new Codec<>() {
      @Override
      public byte[] encode(String object) {
        return object.getBytes(StandardCharsets.UTF_8);
      }

      @Override
      public String decode(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
      }
    };
  }

  /** Eight bytes, big endian, the sign bit turned over: negative numbers come first. */
  public static Codec<Long> longs() {
    return new Codec<>() {
      @Override
      public byte[] encode(Long object) {
        byte[] bytes = new byte[Long.BYTES];
        LONG.set(bytes, 0, object ^ Long.MIN_VALUE);
        return bytes;
      }

      @Override
      public Long decode(byte[] bytes) {
        requireLength(bytes, Long.BYTES);
        return (long) LONG.get(bytes, 0) ^ Long.MIN_VALUE;
      }
    };
  }

  /** Four bytes, big endian, the sign bit turned over: negative numbers come first. */
  public static Codec<Integer> ints() {
    return new Codec<>() {
      @Override
      public byte[] encode(Integer object) {
        byte[] bytes = new byte[Integer.BYTES];
        INT.set(bytes, 0, object ^ Integer.MIN_VALUE);
        return bytes;
      }

      @Override
      public Integer decode(byte[] bytes) {
        requireLength(bytes, Integer.BYTES);
        return (int) INT.get(bytes, 0) ^ Integer.MIN_VALUE;
      }
    };
  }

  private static void requireLength(byte[] bytes, int length) {
    if (bytes.length != length) {
      throw new IllegalArgumentException(
          "%d bytes where a number has %d: written by another codec?"
              .formatted(bytes.length, length));
    }
  }
}
