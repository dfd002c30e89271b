package dev.latchtree.lab.micro;

import dev.latchtree.LatchTree;
import dev.latchtree.lab.engine.Keys;
import net.openhft.chronicle.bytes.Bytes;

/** Entries of 8-byte keys and 100-byte values, drawn at random; for one thread, garbage free. */
final class TreeEntries implements AutoCloseable {

  static final int VALUE = 100;

  private final int count;
  private final Bytes<?> key = Bytes.allocateElasticDirect(Keys.LENGTH);
  private final Bytes<?> value = Bytes.allocateElasticDirect(VALUE);
  private final byte[] keyArray = new byte[Keys.LENGTH];
  private long state = Thread.currentThread().getId() * 0x9E37_79B9_7F4A_7C15L + 1;

  TreeEntries(int count) {
    this.count = count;
    value.write(new byte[VALUE]);
  }

  void fill(LatchTree tree) {
    for (int i = 0; i < count; i++) {
      tree.put(key(i), value);
    }
  }

  /** The key of one of the entries. */
  Bytes<?> nextKey() {
    return key(next());
  }

  /** The same, in an array that is used again. */
  byte[] nextKeyArray() {
    Keys.copy(Keys.of(next()), keyArray);
    return keyArray;
  }

  Bytes<?> value() {
    return value;
  }

  private Bytes<?> key(int number) {
    Keys.copy(Keys.of(number), key);
    return key;
  }

  private int next() {
    state ^= state << 13;
    state ^= state >>> 7;
    state ^= state << 17;
    return (int) (((state >>> 32) * count) >>> 32);
  }

  @Override
  public void close() {
    key.releaseLast();
    value.releaseLast();
  }
}
