package dev.latchtree.lab.engine;

/** What a map of the JDK has as keys. Each call makes a new object, as its users would. */
interface KeyForm<K> {

  KeyForm<byte[]> BYTES =
      new KeyForm<>() {
        @Override
        public byte[] of(long key) {
          return Keys.toBytes(key);
        }

        @Override
        public long copyOut(byte[] key) {
          return Keys.fromBytes(key.clone());
        }
      };

  KeyForm<Long> LONG =
      new KeyForm<>() {
        @Override
        public Long of(long key) {
          return key;
        }

        @Override
        public long copyOut(Long key) {
          return key;
        }
      };

  K of(long key);

  /** What a caller gets who may not touch the map's own: bytes are copied, a Long cannot change. */
  long copyOut(K key);
}
