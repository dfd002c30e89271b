package dev.latchtree.lab.engine;

import java.util.Arrays;

/** What a map of the JDK has as keys; for one thread. */
interface KeyForm<K> {

  /** A key to look for, good until the next call. */
  K toLookFor(long key);

  /** A key for the map to keep, which is nobody else's. */
  K toKeep(long key);

  /** What a caller gets who may not touch the map's own: bytes are copied, a Long cannot change. */
  long copyOut(K key);

  /** Bytes of some shape. */
  final class OfBytes implements KeyForm<byte[]> {

    private final KeyShape shape;
    private final byte[] sought;

    OfBytes(KeyShape shape) {
      this.shape = shape;
      sought = new byte[shape.length()];
    }

    @Override
    public byte[] toLookFor(long key) {
      int length = shape.write(key, sought);
      return length == sought.length ? sought : Arrays.copyOf(sought, length);
    }

    @Override
    public byte[] toKeep(long key) {
      return shape.toBytes(key);
    }

    @Override
    public long copyOut(byte[] key) {
      return shape.read(key.clone());
    }
  }

  /** Boxed each time, as the map's users would. */
  final class OfLong implements KeyForm<Long> {

    @Override
    public Long toLookFor(long key) {
      return key;
    }

    @Override
    public Long toKeep(long key) {
      return key;
    }

    @Override
    public long copyOut(Long key) {
      return key;
    }
  }
}
