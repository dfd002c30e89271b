package dev.latchtree.lab.scale;

import dev.latchtree.StoreOptions;
import dev.latchtree.spi.LatchProtocol;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A way to build the same store.
 *
 * @param protocol how threads keep out of each other's way
 * @param waits how they wait for a latch
 */
record Variant(LatchProtocol protocol, Waits waits) {

  private static final int POOL_BYTES_PER_ENTRY = 640;
  private static final long LEAST_POOL = 64L << 20;

  /** Memory for pages: several times what the entries take, also when as many were appended. */
  static long poolBytes(int entries) {
    return LEAST_POOL + (long) entries * POOL_BYTES_PER_ENTRY;
  }

  StoreOptions options(int entries) {
    return StoreOptions.builder()
        .protocol(protocol)
        .waitStrategy(waits.strategy())
        .poolBytes(poolBytes(entries))
        .build();
  }

  /** What tells its cells from those of others. */
  Map<String, String> settings(int entries) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(ScalePlan.PROTOCOL, protocol.name());
    settings.put(ScalePlan.WAITS, waits.label());
    settings.put(ScalePlan.ENTRIES, String.valueOf(entries));
    return settings;
  }

  @Override
  public String toString() {
    return protocol + ", " + waits.label();
  }
}
