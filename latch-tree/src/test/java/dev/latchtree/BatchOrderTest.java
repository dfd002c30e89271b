package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.LatchProtocol;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rule T1 in batches: between locating their leaves and latching them the leaves are split and
 * merged, and freed pages come back elsewhere. Nobody may wait for a latch to the left, or for one
 * that it holds itself.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BatchOrderTest {

  private static final int PAGE = 4096;
  private static final int KEYS = 24;
  private static final int THREADS = 4;

  private final long seed = TreeRandom.seed(this);

  @ParameterizedTest
  @EnumSource(LatchProtocol.class)
  void shouldNeverWaitForEachOtherWhilePagesComeAndGo(LatchProtocol protocol) {
    int steps = TreeRandom.rounds(4000);
    Crowd crowd = new Crowd();
    LatchStore store =
        LatchStore.inMemory(
            StoreOptions.builder().protocol(protocol).pageSize(PAGE).poolPages(512).build());
    LatchTree tree = store.tree("tree");
    for (int thread = 0; thread < THREADS; thread++) {
      SplittableRandom random = TreeRandom.stream(seed, thread);
      crowd.start(
          () -> {
            for (int step = 0; step < steps && !crowd.hasFailed(); step++) {
              try (Batch batch = store.batch()) {
                boolean grows = random.nextInt(10) == 0 || step / 20 % 2 == 0;
                for (int i = 0; i < 4; i++) {
                  byte[] key = number(random.nextInt(KEYS), 300);
                  if (grows) {
                    batch.put(tree, key, new byte[900]);
                  } else {
                    batch.remove(tree, key);
                  }
                }
                batch.commit();
              }
            }
          });
    }
    crowd.join(); // a store in which threads are stuck cannot be closed
    store.verify().requireSound();
    assertTrue(tree.stats().counters().merges() > 0);
    store.close();
  }
}
