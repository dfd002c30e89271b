package dev.latchtree.lab.engine;

/**
 * What entries look like.
 *
 * @param keys what their bytes are
 * @param valueLength bytes of each value, which begins with a mark of eight
 */
public record Shape(KeyShape keys, int valueLength) {

  /** Keys of 8 bytes, values of 100. */
  public static final Shape USUAL = new Shape(KeyShape.NUMBER, Values.LENGTH);

  public Shape {
    if (valueLength < Long.BYTES) {
      throw new IllegalArgumentException(
          "a value has at least 8 bytes, for its mark: " + valueLength);
    }
  }

  /** A new value that begins with {@code mark}. */
  byte[] value(long mark) {
    byte[] value = new byte[valueLength];
    Values.setMark(value, mark);
    return value;
  }
}
