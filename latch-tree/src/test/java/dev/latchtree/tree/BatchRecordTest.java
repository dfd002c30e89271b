package dev.latchtree.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.SplitPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A batch is one record, however many leaves it changes: a crash leaves all of it or nothing. */
class BatchRecordTest {

  private static final int KEYS = 100;

  @ParameterizedTest
  @EnumSource
  void shouldBeOneRecord(LatchProtocol protocol) {
    AtomicInteger records = new AtomicInteger();
    PoolOptions options = PoolOptions.builder().pageSize(4096).frames(256).guards(32).build();
    try (TreeSpace space =
        new TreeSpace(
            BufferPool.inMemory(options),
            (record, length) -> records.incrementAndGet(),
            protocol,
            SplitPolicy.MIDDLE,
            false)) {
      Tree tree = new Tree(space, "batch", 7, Tree.create(space, 7));
      for (int i = 0; i < KEYS; i++) {
        tree.put(SmallTree.key(i), SmallTree.value(i));
      }
      assertTrue(TreeShape.of(tree).get(1).pages() > 5, "few leaves");
      int before = records.get();
      List<Request> requests = new ArrayList<>();
      for (int i = 0; i < KEYS; i += 10) {
        requests.add(new Request(tree, SmallTree.key(i), SmallTree.value(i + 1)));
      }
      GroupChange.make(requests);
      assertEquals(before + 1, records.get());
    }
  }
}
