package dev.latchtree.stress.jcstress;

import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.buffer.Replacement;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.ReadGuarantee;
import dev.latchtree.spi.SplitPolicy;
import dev.latchtree.wal.SyncPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The trees that the states of one test class take turns on: a store for each state would be too
 * dear. One store, never closed; as many trees as states are alive at once.
 */
final class StressTrees {

  private static final int PAGE = 4096;

  /** Four for each of 256 x 40 states, and those that are being freed. */
  private static final int POOL_PAGES = 64 * 1024;

  /** So few that nearly every page that is wanted has left memory. */
  private static final int FEW_POOL_PAGES = 40;

  private static final int LOG_SEGMENT = 1 << 20;
  private static final long CHECKPOINT_BYTES = 16L << 20;

  /** Leaves of a tree that is only there to need memory. */
  private static final int OTHER_LEAVES = 256;

  private static final int OTHERS_AT_ONCE = 4;

  /** A JVM runs one test class, so there is one kind of store for a protocol. */
  private static final Map<LatchProtocol, StressTrees> ALL = new ConcurrentHashMap<>();

  private final LatchStore store;
  private final Queue<StressTree> idle = new ConcurrentLinkedQueue<>();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger nextOther = new AtomicInteger();

  private StressTrees(LatchStore store) {
    this.store = store;
  }

  /** Without files: all pages stay in memory. */
  static StressTrees inMemory(LatchProtocol protocol) {
    return of(protocol, () -> LatchStore.inMemory(options(protocol).poolPages(POOL_PAGES).build()));
  }

  /** With files, and so little memory that pages come and go all the time. */
  static StressTrees evicting(LatchProtocol protocol) {
    StoreOptions.Builder options =
        options(protocol)
            .poolPages(FEW_POOL_PAGES)
            .replacement(Replacement.RANDOM)
            .syncPolicy(SyncPolicy.os());
    return of(protocol, () -> withFiles(options));
  }

  /** With files, and reads that wait until what they saw is safe. */
  static StressTrees durable(LatchProtocol protocol) {
    StoreOptions.Builder options =
        options(protocol).poolPages(POOL_PAGES).readGuarantee(ReadGuarantee.DURABLE);
    return of(protocol, () -> withFiles(options));
  }

  private static StressTrees of(LatchProtocol protocol, Supplier<LatchStore> opening) {
    return ALL.computeIfAbsent(protocol, key -> new StressTrees(opening.get()));
  }

  private static StoreOptions.Builder options(LatchProtocol protocol) {
    return StoreOptions.builder()
        .protocol(protocol)
        .splitPolicy(SplitPolicy.MIDDLE)
        .pageSize(PAGE)
        .backgroundMerges(false);
  }

  private static LatchStore withFiles(StoreOptions.Builder options) {
    try {
      return LatchStore.open(
          new StoreMemory(),
          options
              .logSegmentSize(LOG_SEGMENT)
              .logRingSize(LOG_SEGMENT)
              .logPreallocate(false)
              .checkpointBytes(CHECKPOINT_BYTES)
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LatchStore store() {
    return store;
  }

  /** An empty tree that is nobody else's. */
  StressTree take() {
    StressTree tree = idle.poll();
    return tree == null
        ? new StressTree(store.tree(Integer.toString(made.incrementAndGet())))
        : tree;
  }

  /** Makes a tree that no actor uses any more empty, and lets others take it. */
  void giveBack(StressTree tree) {
    tree.tree().clear();
    idle.add(tree);
  }

  /** Reads pages of another tree, which drive others out of a small pool. */
  void needMemory() {
    LatchTree others = OtherTree.in(store);
    for (int i = 0; i < OTHERS_AT_ONCE; i++) {
      others.get(OtherTree.key(nextOther.incrementAndGet()));
    }
  }

  /** A tree of many leaves, made when it is first asked for. */
  private static final class OtherTree {

    private static final Map<LatchStore, LatchTree> MADE = new ConcurrentHashMap<>();
    private static final byte[] VALUE = new byte[900];

    static LatchTree in(LatchStore store) {
      return MADE.computeIfAbsent(store, OtherTree::make);
    }

    private static LatchTree make(LatchStore store) {
      LatchTree tree = store.tree("others");
      for (int i = 0; i < 2 * OTHER_LEAVES; i++) {
        tree.put(ByteBuffer.allocate(Integer.BYTES).putInt(i).array(), VALUE);
      }
      return tree;
    }

    /** A key far from the one of the number before. */
    static byte[] key(int number) {
      int index = Math.floorMod(37 * number, 2 * OTHER_LEAVES);
      return ByteBuffer.allocate(Integer.BYTES).putInt(index).array();
    }
  }
}
