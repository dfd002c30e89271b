package dev.latchtree.stress.jcstress;

import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.buffer.PoolFullException;
import dev.latchtree.spi.LatchProtocol;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Leaves that no parent knows, for good: whoever looks for their keys comes to the leaf on the left
 * and has to move right.
 *
 * <p>To get there, the store is full but for one page. A put takes that one to divide a leaf; the
 * root above it is full too, so that its separator could only be posted if the root grew, for which
 * there is no page.
 */
final class UnpostedLeaves {

  /** Of an unposted leaf, so many that there is one for each of 256 x 40 states. */
  private static final int LEAVES = 336;

  private static final int KEYS_PER_LEAF = 32;

  private static final int PAGE = 4096;
  private static final int POOL_PAGES = 8 * 1024;
  private static final int MOST_CELLS_OF_ROOT = 9;

  /** Long enough that a page has room for nine of them only. */
  private static final String PREFIX = "k".repeat(475);

  private static final byte[] LARGE = new byte[400];

  /** As long as a reference to a long value, so that one can take the other's place. */
  private static final byte[] SMALL = new byte[64];

  /** Lies in one page of its own. */
  private static final byte[] OF_ONE_PAGE = new byte[2000];

  private static final Map<LatchProtocol, UnpostedLeaves> ALL = new ConcurrentHashMap<>();

  /** A key of an unposted leaf; its value is one letter. */
  static final class Place {

    private final LatchTree tree;
    private final byte[] key;

    private Place(LatchTree tree, byte[] key) {
      this.tree = tree;
      this.key = key;
    }

    void put(String letter) {
      tree.put(key, letter.getBytes(StandardCharsets.US_ASCII));
    }

    @Nullable String get() {
      byte[] value = tree.get(key);
      return value == null ? null : new String(value, StandardCharsets.US_ASCII);
    }
  }

  private final Queue<Place> places = new ConcurrentLinkedQueue<>();

  private UnpostedLeaves(LatchProtocol protocol) {
    LatchStore store =
        LatchStore.inMemory(
            StoreOptions.builder()
                .protocol(protocol)
                .pageSize(PAGE)
                .poolPages(POOL_PAGES)
                .backgroundMerges(false)
                .build());
    List<LatchTree> trees = new ArrayList<>();
    for (int i = 0; i < LEAVES; i++) {
      trees.add(withFullRoot(store.tree("unposted " + i)));
    }
    LatchTree ballast = store.tree("ballast");
    int lastPage = fill(ballast);
    for (LatchTree tree : trees) {
      ballast.put(ballastKey(lastPage--), SMALL); // frees one page
      divideSecondLeaf(tree);
      requireUnposted(tree);
      for (int i = 0; i < KEYS_PER_LEAF; i++) {
        places.add(new Place(tree, key(65, KEYS_PER_LEAF + i)));
      }
    }
  }

  static UnpostedLeaves of(LatchProtocol protocol) {
    return ALL.computeIfAbsent(protocol, UnpostedLeaves::new);
  }

  /** A place that is nobody else's. */
  Place take() {
    Place place = places.poll();
    if (place == null) {
      throw new IllegalStateException("more states than 256 x 40");
    }
    return place;
  }

  void giveBack(Place place) {
    place.put(StressTree.OLD);
    places.add(place);
  }

  /** The second leaf gets many small entries in its upper half. */
  private static LatchTree withFullRoot(LatchTree tree) {
    for (int key = 0; !hasFullRoot(tree); key += 10) {
      tree.put(key(key, 0), LARGE);
    }
    for (int i = 0; i < 2 * KEYS_PER_LEAF; i++) {
      new Place(tree, key(65, i)).put(StressTree.OLD);
    }
    return tree;
  }

  private static void divideSecondLeaf(LatchTree tree) {
    long splits = tree.stats().counters().splits();
    for (int i = 0; tree.stats().counters().splits() == splits; i++) {
      tree.put(key(69, i), LARGE);
    }
  }

  private static boolean hasFullRoot(LatchTree tree) {
    return tree.stats().height() == 2 && tree.stats().levels().get(0).cells() >= MOST_CELLS_OF_ROOT;
  }

  /** Takes all pages there are; returns the number of the last key that got one. */
  private static int fill(LatchTree ballast) {
    for (int i = 0; i < POOL_PAGES; i++) {
      ballast.put(ballastKey(i), SMALL);
    }
    int next = 0;
    try {
      while (next < POOL_PAGES) {
        ballast.put(ballastKey(next), OF_ONE_PAGE);
        next++;
      }
    } catch (PoolFullException full) {
      return next - 1;
    }
    throw new IllegalStateException("the store is not full");
  }

  private static void requireUnposted(LatchTree tree) {
    long moves = tree.stats().counters().rightMoves();
    boolean there = tree.get(key(65, KEYS_PER_LEAF)) != null;
    if (!there || tree.stats().counters().rightMoves() == moves) {
      throw new IllegalStateException("no separator is missing: " + tree.stats());
    }
  }

  private static byte[] key(int number, int further) {
    return (PREFIX + "%03d%02d".formatted(number, further)).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] ballastKey(int number) {
    return "%06d".formatted(number).getBytes(StandardCharsets.US_ASCII);
  }
}
