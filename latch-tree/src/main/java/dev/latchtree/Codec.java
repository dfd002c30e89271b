package dev.latchtree;

/**
 * Makes byte strings of objects and objects of byte strings, for {@link LatchTree#asMap}. Called
 * with nothing latched; what it throws reaches the caller, and the tree stays as it was.
 *
 * <p>Equal objects give equal bytes. A codec for keys is the map's order: its bytes compare,
 * unsigned, as the keys shall.
 */
public interface Codec<T> {

  byte[] encode(T object);

  T decode(byte[] bytes);
}
