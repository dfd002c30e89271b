package dev.latchtree.lab.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.engine.StoreUnderTest.Session;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every engine does the same, or there would be nothing to compare. */
class EngineTest {

  private static final long POOL = 64L << 20;
  private static final int OPERATIONS = 20_000;
  private static final int KEYS = 2_000;

  private final long seed = Long.getLong("latchtree.seed", System.nanoTime());

  @ParameterizedTest
  @EnumSource
  void shouldDoAsAModelDoes(Engine engine) {
    SplittableRandom random = new SplittableRandom(seed);
    TreeMap<Long, Long> model = new TreeMap<>();
    try (StoreUnderTest store = engine.open(POOL);
        Session session = store.session()) {
      for (int i = 0; i < OPERATIONS; i++) {
        String where = engine + ", operation " + i + ", -Dlatchtree.seed=" + seed;
        long key = Keys.of(random.nextInt(KEYS));
        switch (random.nextInt(5)) {
          case 0 -> assertEquals(model.remove(key) != null, session.remove(key), where);
          case 1 ->
              assertEquals(model.getOrDefault(key, StoreUnderTest.ABSENT), session.get(key), where);
          case 2 -> {
            int limit = random.nextInt(200);
            assertEquals(digest(model, key, limit), session.scan(key, limit), where);
          }
          default -> {
            model.put(key, (long) i);
            session.put(key, i);
          }
        }
      }
      assertEquals(model.size(), store.count(), engine + " " + seed);
      assertEquals(digest(model, 0, KEYS), session.scan(0, KEYS), engine + " " + seed);
    }
  }

  private static long digest(NavigableMap<Long, Long> model, long from, int limit) {
    long digest = 0;
    int left = limit;
    for (Map.Entry<Long, Long> entry : model.tailMap(from, true).entrySet()) {
      if (left-- == 0) {
        break;
      }
      digest = Values.digest(digest, entry.getKey(), entry.getValue());
    }
    return digest;
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotShareAValueAmongPuts(Engine engine) {
    try (StoreUnderTest store = engine.open(POOL);
        Session session = store.session();
        Session other = store.session()) {
      session.put(1, 11);
      session.put(2, 22);
      assertEquals(11, other.get(1));
      assertEquals(22, other.get(2));
      assertEquals(StoreUnderTest.ABSENT, other.get(3));
    }
  }

  @Test
  void shouldHaveADigestThatSeesOrderKeysAndMarks() {
    long both = Values.digest(Values.digest(0, 1, 10), 2, 20);
    assertNotEquals(both, Values.digest(Values.digest(0, 2, 20), 1, 10));
    assertNotEquals(both, Values.digest(Values.digest(0, 1, 11), 2, 20));
    assertNotEquals(both, Values.digest(0, 1, 10));
  }

  @Test
  void shouldMakeDifferentScatteredKeysWithoutSign() {
    Set<Long> keys = new HashSet<>();
    int rising = 0;
    long before = 0;
    for (long i = 0; i < 100_000; i++) {
      long key = Keys.of(i);
      assertTrue(key >= 0, () -> "" + key);
      assertTrue(keys.add(key), "twice, at " + i);
      rising += key > before ? 1 : 0;
      before = key;
    }
    assertEquals(50_000, rising, 1_000, "neighbours are in no order");
    assertEquals(
        50_000,
        (int) keys.stream().filter(key -> key < Long.MAX_VALUE / 2).count(),
        1_000,
        "halves");
    assertTrue(keys.add(Keys.of(1L << 61)) && keys.add(Keys.of(1L << 32)));
  }

  @Test
  void shouldOrderBytesAsNumbers() {
    assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, 1, 2}, Keys.toBytes(0x102));
    assertEquals(0x102, Keys.fromBytes(Keys.toBytes(0x102)));
  }

  @Test
  void shouldBeFoundByItsNameOrAHalfOfIt() {
    assertEquals("ConcurrentSkipListMap:Long", Engine.SKIP_LIST_LONG.label());
    assertTrue(Engine.SKIP_LIST_LONG.isNamed("concurrentskiplistmap:long"));
    assertTrue(Engine.SKIP_LIST_LONG.isNamed("ConcurrentSkipListMap"));
    assertTrue(Engine.COARSE_LOCK.isNamed("coarse_lock"));
    assertTrue(Engine.COARSE_LOCK.isNamed("latchtree"));
    assertFalse(Engine.COARSE_LOCK.isNamed("BLINK"));
  }
}
