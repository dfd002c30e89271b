package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.LatchProtocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The smallest pool that is accepted. More threads than it has frames for take each other's pages
 * away; they all come to an end nevertheless.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeastPoolTest {

  private static final int PAGE = 4096;
  private static final int THREADS = 8;
  private static final int KEYS = 60;
  private static final int KEY_LENGTH = 200;

  @TempDir private Path directory;

  @Test
  void shouldRefuseAnySmallerPool() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> StoreOptions.builder().poolPages(StoreOptions.LEAST_POOL_PAGES - 1).build());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("31") && message.contains("at least 32"), message);
  }

  @ParameterizedTest
  @EnumSource
  void shouldLetMoreThreadsThanItHasFramesForComeToAnEnd(LatchProtocol protocol) throws Exception {
    StoreOptions options =
        StoreOptions.builder()
            .protocol(protocol)
            .pageSize(PAGE)
            .poolPages(StoreOptions.LEAST_POOL_PAGES)
            .build();
    NavigableMap<byte[], byte[]> all = new TreeMap<>(Arrays::compareUnsigned);
    long seed = TreeRandom.seed(this);
    try (LatchStore store = LatchStore.open(directory, options)) {
      LatchTree tree = store.tree("tree");
      Crowd crowd = new Crowd();
      List<OwnedKeys> owners = new ArrayList<>();
      for (int owner = 0; owner < THREADS; owner++) {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
          keys.add(TestBytes.number((long) i * THREADS + owner, KEY_LENGTH));
        }
        OwnedKeys keysOfOne =
            new OwnedKeys(store, tree, keys, false, PAGE, owner, TreeRandom.stream(seed, owner));
        owners.add(keysOfOne);
        crowd.start(() -> keysOfOne.run(TreeRandom.rounds(300), crowd));
      }
      crowd.join();
      owners.forEach(owner -> all.putAll(owner.model()));
      assertEquals(all.size(), tree.count());
      all.forEach((key, value) -> assertArrayEquals(value, tree.get(key)));
      assertTrue(store.stats().pool().misses() > StoreOptions.LEAST_POOL_PAGES, "nothing missed");
      store.verify().requireSound();
    }
  }
}
