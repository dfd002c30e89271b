package dev.latchtree.lab.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What bytes stand for a key's number. Unsigned bytes are always in the same order as the numbers.
 */
public enum KeyShape {
  /** Eight bytes, the most significant first. */
  NUMBER {
    @Override
    public int length() {
      return Keys.LENGTH;
    }

    @Override
    public int write(long key, byte[] target) {
      Keys.copy(key, target);
      return Keys.LENGTH;
    }

    @Override
    public long read(byte[] source, int from, int to) {
      return (long) Keys.BIG_ENDIAN.get(source, from);
    }
  },

  /**
   * 45 to 63 characters that look like an address: the highest bits choose one of sixteen hosts, so
   * keys of one host begin with the same twenty to forty characters; then a path with the number.
   */
  URL {
    @Override
    public int length() {
      return LONGEST;
    }

    @Override
    public int write(long key, byte[] target) {
      byte[] start = STARTS[(int) (key >>> HOST_SHIFT)];
      System.arraycopy(start, 0, target, 0, start.length);
      int end = start.length + DIGITS;
      for (int at = end - 1, shift = 0; at >= start.length; at--, shift += 4) {
        target[at] = HEX[(int) (key >>> shift) & 15];
      }
      return end;
    }

    @Override
    public long read(byte[] source, int from, int to) {
      long key = 0;
      for (int at = to - DIGITS; at < to; at++) {
        key = key << 4 | Character.digit(source[at], 16);
      }
      return key;
    }
  };

  /** A number has 63 bits: its first four are the host. */
  private static final int HOST_SHIFT = 59;

  private static final int DIGITS = 16;
  private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

  /** In the order of their bytes, and none the beginning of another. */
  private static final byte[][] STARTS =
      Arrays.stream(
              new String[] {
                "archive.example.org/letters/",
                "blog.example.com/",
                "catalogue.example.net/items/by-number/",
                "docs.example.org/",
                "events.example.com/calendar/",
                "forum.example.net/topics/",
                "gallery.example.org/",
                "help.example.com/questions/",
                "images.example.net/original/",
                "jobs.example.org/offers/",
                "library.example.com/books/",
                "maps.example.net/tiles/",
                "news.example.org/articles/",
                "orders.example.com/",
                "pages.example.net/people/",
                "shop.example.org/products/"
              })
          .map(host -> ("https://" + host).getBytes(US_ASCII))
          .toArray(byte[][]::new);

  private static final int LONGEST =
      DIGITS + Arrays.stream(STARTS).mapToInt(start -> start.length).max().orElseThrow();

  /** Of the longest one. */
  public abstract int length();

  /** Writes the key to the beginning of an array that has room for any; returns its length. */
  public abstract int write(long key, byte[] target);

  /** The key that lies between these places. */
  public abstract long read(byte[] source, int from, int to);

  /** A new array with the key. */
  public byte[] toBytes(long key) {
    byte[] bytes = new byte[length()];
    int length = write(key, bytes);
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  public long read(byte[] key) {
    return read(key, 0, key.length);
  }

  /** As options and reports name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<KeyShape> named(String label) {
    return Arrays.stream(values()).filter(shape -> shape.label().equals(label)).findFirst();
  }
}
