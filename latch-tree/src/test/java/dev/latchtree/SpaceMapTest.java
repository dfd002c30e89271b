package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.repeat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.buffer.PoolFullException;
import dev.latchtree.node.SpaceMapPage;
import dev.latchtree.recovery.ControlFileException;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The map of pages in use, of stores with many map pages. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpaceMapTest {

  private static final int PAGE = 4096;
  private static final int SPAN = 16;
  private static final int THREADS = 4;
  private static final int KEYS = 600;
  private static final int KEY_LENGTH = 100;

  private final long seed = TestSeed.of(this);
  private final Storage storage = new SimulatedDisk(PAGE).storage();

  private static StoreOptions.Builder options(int poolPages) {
    return StoreOptions.builder().pageSize(PAGE).poolPages(poolPages);
  }

  private LatchStore open(StoreOptions.Builder options) throws Exception {
    return LatchStore.open(storage, options.build(), SPAN);
  }

  // ---------------------------------------------------------------- growth

  /** What one thread has put, and must find. */
  private static final class Owner {
    final int number;
    final SplittableRandom random;
    final TreeMap<Integer, byte[]> content = new TreeMap<>();

    Owner(int number, SplittableRandom random) {
      this.number = number;
      this.random = random;
    }

    byte[] key(int i) {
      return number(THREADS * (long) i + number, KEY_LENGTH);
    }

    void work(LatchTree tree) {
      int kept = random.nextInt(10); // of ten
      for (int i = 0; i < 2 * KEYS; i++) {
        int key = random.nextInt(KEYS);
        if (random.nextInt(10) < kept) {
          boolean isLong = random.nextInt(8) == 0;
          byte[] value = repeat(random.nextInt(), random.nextInt(isLong ? 4 * PAGE : 300));
          tree.put(key(key), value);
          content.put(key, value);
        } else {
          assertEquals(content.remove(key) != null, tree.remove(key(key)));
        }
      }
    }

    void check(LatchTree tree) {
      for (int i = 0; i < KEYS; i++) {
        byte[] expected = content.get(i);
        if (expected == null) {
          assertNull(tree.get(key(i)));
        } else {
          assertArrayEquals(expected, tree.get(key(i)));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(LatchProtocol.class)
  void shouldBeRightWhileThreadsGrowAndShrinkAStoreThatIsOpenedAgainAndAgain(LatchProtocol protocol)
      throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    List<Owner> owners =
        List.of(0, 1, 2, 3).stream().map(i -> new Owner(i, random.split())).toList();
    long most = 0;
    for (int round = 0; round < 4; round++) {
      try (LatchStore store = open(options(1024).protocol(protocol))) {
        LatchTree tree = store.tree("t");
        Crowd crowd = new Crowd();
        AtomicInteger working = new AtomicInteger(THREADS);
        for (Owner owner : owners) {
          owner.check(tree);
          crowd.start(
              () -> {
                owner.work(tree);
                working.decrementAndGet();
              });
        }
        crowd.start(
            () -> {
              do {
                store.verify().requireSound();
              } while (working.get() > 0 && !crowd.hasFailed());
            });
        crowd.join();
        store.tidy();
        Verification end = store.verify().requireSound();
        assertTrue(end.quiet());
        most = Math.max(most, store.space().pool().highWater());
        assertEquals(usedOf(store), store.space().spaceMap().usedPages());
        owners.forEach(owner -> owner.check(tree));
      }
    }
    assertTrue(most > 5 * SPAN, "several map pages: " + most);
    try (LatchStore store = open(options(1024))) {
      assertTrue(store.drop("t"));
      Verification end = store.verify().requireSound();
      int maps = store.space().spaceMap().mapPages().cardinality();
      assertEquals(maps + 1, end.pages(), "map pages stay, and the catalog's root");
    }
  }

  private static BitSet usedOf(LatchStore store) {
    BitSet used = new BitSet();
    for (int id = 1; id < store.space().pool().highWater(); id++) {
      used.set(id, store.space().pool().isPage(id));
    }
    return used;
  }

  /** Many threads come to the end of a span together; then all is freed and used again. */
  @Test
  void shouldMakeEachMapPageOnce() throws Exception {
    long highest = 0;
    for (int round = 0; round < 6; round++) {
      try (LatchStore store = open(options(2048))) {
        Crowd crowd = new Crowd();
        for (int t = 0; t < 8; t++) {
          LatchTree tree = store.tree("t" + t);
          crowd.start(
              () -> {
                for (int i = 0; i < 20; i++) {
                  tree.put(number(i, 8), repeat(i, 2 * PAGE));
                }
              });
        }
        crowd.join();
        BitSet maps = store.space().spaceMap().mapPages();
        long highWater = store.space().pool().highWater();
        assertEquals((highWater - 1) / SPAN + 1, maps.cardinality());
        store.verify().requireSound();
        if (round == 0) {
          highest = highWater;
        }
        assertTrue(highWater <= highest + 8 * 3, () -> "pages were not used again: " + highWater);
        for (int t = 0; t < 8; t++) {
          store.tree("t" + t).clear();
        }
        store.tidy();
        store.verify().requireSound();
      }
    }
  }

  // ---------------------------------------------------------------- limits

  /** Map pages stay in memory, so a small pool cannot have many: that is said, and no harm done. */
  @Test
  void shouldRefuseMoreMapPagesThanThePoolCanKeep() throws Exception {
    int put = 0;
    try (LatchStore store = open(options(64))) {
      LatchTree tree = store.tree("t");
      PoolFullException full = null;
      while (full == null) {
        try {
          tree.put(number(put, KEY_LENGTH), repeat(put, 700));
          put++;
        } catch (PoolFullException e) {
          full = e;
        }
      }
      assertTrue(full.toString().contains("8 of this pool's 64"), full.toString());
      BitSet maps = store.space().spaceMap().mapPages();
      assertEquals(8, maps.cardinality());
      maps.stream().forEach(id -> assertFalse(store.space().pool().tryEvict(id)));
      store.verify().requireSound();
    }
    try (LatchStore store = open(options(64))) {
      assertEquals(put, store.tree("t").count());
      BitSet maps = store.space().spaceMap().mapPages();
      assertEquals(8, maps.cardinality());
      maps.stream().forEach(id -> assertFalse(store.space().pool().tryEvict(id)));
      store.verify().requireSound();
      store.tree("t").clear();
    }
    try (LatchStore store = open(options(64))) {
      for (int i = 0; i < put; i++) {
        store.tree("t").put(number(i, KEY_LENGTH), repeat(i, 700));
      }
      store.verify().requireSound();
    }
  }

  @Test
  void shouldRefuseAStoreWithAnotherSpan() throws Exception {
    open(options(64)).close();
    StoreOptions options = options(64).build();
    ControlFileException refused =
        assertThrows(ControlFileException.class, () -> LatchStore.open(storage, options, SPAN + 1));
    assertTrue(refused.toString().contains("17"), refused.toString());
    open(options(64)).close();
  }

  // ---------------------------------------------------------------- damage

  private static void mark(LatchStore store, long id, boolean used) {
    try (Operation operation = store.space().pool().begin()) {
      PageGuard page = operation.guard(0);
      page.fixExclusive(Math.max(1, (id - 1) / SPAN * SPAN), null);
      page.markDirty();
      SpaceMapPage.mark(page.page(), (int) ((id - 1) % SPAN), used);
    }
  }

  private static Set<String> problems(LatchStore store) {
    Verification verification = store.verify();
    assertTrue(verification.quiet());
    return verification.problems().stream()
        .map(problem -> problem.invariant() + " " + problem.page())
        .collect(Collectors.toSet());
  }

  @Test
  void shouldFindABitThatWasLost() throws Exception {
    try (LatchStore store = open(options(256))) {
      LatchTree tree = store.tree("t");
      for (int i = 0; i < 20; i++) {
        tree.put(number(i, 8), repeat(i, 2 * PAGE));
      }
      store.verify().requireSound();
      for (long id : new long[] {1, 2, SPAN, SPAN + 1, 2 * SPAN}) {
        mark(store, id, false);
        assertEquals(Set.of("SPACE_MAP_IS_RIGHT " + id), problems(store));
        mark(store, id, true);
      }
      store.verify().requireSound();
    }
  }

  @Test
  void shouldFindABitThatNobodySetFree() throws Exception {
    try (LatchStore store = open(options(256))) {
      LatchTree tree = store.tree("t");
      for (int i = 0; i < 20; i++) {
        tree.put(number(i, 8), repeat(i, 2 * PAGE));
      }
      BitSet before = store.space().spaceMap().usedPages();
      assertTrue(tree.remove(number(7, 8)));
      BitSet freed = (BitSet) before.clone();
      freed.andNot(store.space().spaceMap().usedPages());
      assertEquals(3, freed.cardinality());
      int beyond = Math.toIntExact(store.space().pool().highWater()) + 1;
      for (int id : new int[] {freed.nextSetBit(0), beyond}) {
        mark(store, id, true);
        assertEquals(Set.of("SPACE_MAP_IS_RIGHT " + id), problems(store));
        mark(store, id, false);
      }
      mark(store, freed.nextSetBit(0), true);
    }
    try (LatchStore store = open(options(256))) {
      assertEquals(1, problems(store).size(), "after that, a page of no tree");
    }
  }
}
