package dev.latchtree;

import net.openhft.chronicle.bytes.Bytes;

/**
 * Where a key goes in a {@link PartitionedTree}. <b>File format</b>: the trees on disk are filled
 * by it, so neither the hash nor the way to a partition may ever change.
 *
 * <p>The hash is 64-bit FNV-1a over the key's bytes, then the 64-bit finaliser of MurmurHash3: FNV
 * alone leaves the upper bits of short keys alike, and those are the ones that decide. The
 * partition is {@code upper 32 bits * partitions / 2^32}.
 *
 * <p>FNV reads a byte at a time, which needs no table and no buffer, so a key in {@link Bytes} is
 * hashed where it lies.
 */
final class KeyHash {

  private static final long FNV_OFFSET_BASIS = 0xcbf2_9ce4_8422_2325L;
  private static final long FNV_PRIME = 0x100_0000_01b3L;

  private static final long FIRST_FACTOR = 0xff51_afd7_ed55_8ccdL;
  private static final long SECOND_FACTOR = 0xc4ce_b9fe_1a85_ec53L;
  private static final int SHIFT = 33;

  private KeyHash() {}

  static int partition(byte[] key, int partitions) {
    return scale(mix(fnv1a(key)), partitions);
  }

  /** The partition of the readable bytes, which stay readable. */
  static int partition(Bytes<?> key, int partitions) {
    return scale(mix(fnv1a(key)), partitions);
  }

  static long fnv1a(byte[] key) {
    long hash = FNV_OFFSET_BASIS;
    for (byte next : key) {
      hash = add(hash, next);
    }
    return hash;
  }

  static long fnv1a(Bytes<?> key) {
    long hash = FNV_OFFSET_BASIS;
    long end = key.readLimit();
    for (long at = key.readPosition(); at < end; at++) {
      hash = add(hash, key.readByte(at));
    }
    return hash;
  }

  private static long add(long hash, byte next) {
    return (hash ^ Byte.toUnsignedLong(next)) * FNV_PRIME;
  }

  private static long mix(long hash) {
    long mixed = (hash ^ (hash >>> SHIFT)) * FIRST_FACTOR;
    mixed = (mixed ^ (mixed >>> SHIFT)) * SECOND_FACTOR;
    return mixed ^ (mixed >>> SHIFT);
  }

  private static int scale(long hash, int partitions) {
    return (int) (((hash >>> Integer.SIZE) * partitions) >>> Integer.SIZE);
  }
}
