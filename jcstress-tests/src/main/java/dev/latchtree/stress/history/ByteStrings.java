package dev.latchtree.stress.history;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for byte strings, so that a history can be about them. For any threads.
 *
 * <p>Asking for the number of a string that has one takes no lock. A new one does, and orders the
 * threads that meet there: number the keys before the calls begin.
 */
public final class ByteStrings {

  private static final int SHOWN = 24;

  private final ConcurrentMap<ByteBuffer, Long> numbers = new ConcurrentHashMap<>();
  private final ConcurrentMap<Long, byte[]> strings = new ConcurrentHashMap<>();
  private final AtomicLong next = new AtomicLong();

  /** The number of a string, the same for equal ones; {@link HistoryRecorder#ABSENT} for null. */
  public long number(byte @Nullable [] string) {
    if (string == null) {
      return HistoryRecorder.ABSENT;
    }
    Long known = numbers.get(ByteBuffer.wrap(string));
    return known != null ? known : add(string.clone());
  }

  private long add(byte[] string) {
    return numbers.computeIfAbsent(
        ByteBuffer.wrap(string),
        key -> {
          long number = next.getAndIncrement();
          strings.put(number, string);
          return number;
        });
  }

  /** The string of a number. */
  public byte[] string(long number) {
    return known(number).clone();
  }

  private byte[] known(long number) {
    byte[] string = strings.get(number);
    if (string == null) {
      throw new IllegalArgumentException("no string has the number " + number);
    }
    return string;
  }

  /** Compares two strings by their numbers: byte by byte, unsigned. */
  public int compare(long one, long other) {
    return Arrays.compareUnsigned(known(one), known(other));
  }

  /** A string for people: as text if it is printable, and its beginning only if it is long. */
  public String show(long number) {
    byte[] string = known(number);
    byte[] shown = string.length > SHOWN ? Arrays.copyOf(string, SHOWN) : string;
    boolean printable = true;
    for (byte one : shown) {
      printable &= one > ' ' && one <= '~';
    }
    String text =
        printable
            ? new String(shown, StandardCharsets.US_ASCII)
            : "0x" + HexFormat.of().formatHex(shown);
    return string.length > SHOWN ? text + "...(" + string.length + " bytes)" : text;
  }
}
