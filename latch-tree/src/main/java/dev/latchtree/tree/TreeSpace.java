package dev.latchtree.tree;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.node.SpaceMapPage;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.SplitPolicy;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all trees of a store have in common: pages, journal, protocol, and the merges that were
 * given up.
 */
public final class TreeSpace implements AutoCloseable {

  private final BufferPool pool;
  private final Journal journal;
  private final Protocol protocol;
  private final SplitPolicy splitPolicy;
  private final boolean lockHeldThroughCommit;
  private final MergeQueue mergeQueue = new MergeQueue();
  private final ChainRegistry chainRegistry = new ChainRegistry();
  private final MergeGate mergeGate = new MergeGate();
  private final LongAdder pageChanges = new LongAdder();
  private final SpaceMap spaceMap;
  private final Tidier tidier;

  /**
   * Takes over the pool: {@link #close} closes it.
   *
   * @param backgroundMerges whether a thread takes up merges that were given up
   */
  public TreeSpace(
      BufferPool pool,
      Journal journal,
      LatchProtocol protocol,
      SplitPolicy splitPolicy,
      boolean backgroundMerges) {
    this(
        pool,
        journal,
        protocol,
        splitPolicy,
        backgroundMerges,
        SpaceMapPage.capacity(pool.pageSize()));
  }

  /**
   * Takes over the pool, like the other constructor, of a store for tests.
   *
   * @param span ids that one page of the space map is about, always the same for a store: in the
   *     others as many as it has room for
   */
  public TreeSpace(
      BufferPool pool,
      Journal journal,
      LatchProtocol protocol,
      SplitPolicy splitPolicy,
      boolean backgroundMerges,
      int span) {
    this(pool, journal, Protocol.of(protocol), splitPolicy, backgroundMerges, false, span);
  }

  /**
   * Takes over the pool, like the other constructors.
   *
   * @param lockHeldThroughCommit whether a tree's lock, if the protocol has one, is held until what
   *     was done under it is safe
   */
  public TreeSpace(
      BufferPool pool,
      Journal journal,
      LatchProtocol protocol,
      SplitPolicy splitPolicy,
      boolean backgroundMerges,
      boolean lockHeldThroughCommit,
      int span) {
    this(
        pool,
        journal,
        Protocol.of(protocol),
        splitPolicy,
        backgroundMerges,
        lockHeldThroughCommit,
        span);
  }

  private TreeSpace(
      BufferPool pool,
      Journal journal,
      Protocol protocol,
      SplitPolicy splitPolicy,
      boolean backgroundMerges,
      boolean lockHeldThroughCommit,
      int span) {
    this.pool = pool;
    this.journal = journal;
    this.protocol = protocol;
    this.lockHeldThroughCommit = lockHeldThroughCommit;
    this.splitPolicy = splitPolicy;
    spaceMap = new SpaceMap(this, span);
    tidier = new Tidier(mergeQueue, backgroundMerges);
  }

  public BufferPool pool() {
    return pool;
  }

  public SpaceMap spaceMap() {
    return spaceMap;
  }

  public Journal journal() {
    return journal;
  }

  Protocol protocol() {
    return protocol;
  }

  SplitPolicy splitPolicy() {
    return splitPolicy;
  }

  ChainRegistry chainRegistry() {
    return chainRegistry;
  }

  MergeGate mergeGate() {
    return mergeGate;
  }

  /** Leaves that one operation may hold at the same time. */
  int mostLeaves() {
    int guards = pool.options().guards() - Guards.MANY - 1; // one is on its way to the next leaf
    return Math.min(guards, journal.mostImages());
  }

  boolean isLockHeldThroughCommit() {
    return lockHeldThroughCommit;
  }

  /** Whether no long value that was removed is kept for its readers. */
  public boolean isNobodyReadingLong() {
    return chainRegistry.isEmpty();
  }

  /**
   * Grows before each change of the set of pages, and of the pages that the trees refer to. If it
   * is the same as before a {@link BufferPool#awaitOperations wait}, those sets have been the same
   * since the end of the wait.
   */
  public long pageChanges() {
    return pageChanges.sum();
  }

  void pageChanged() {
    pageChanges.increment();
  }

  /** Leaves a merge to others; false if there are too many of them already. */
  boolean giveUp(Tree tree, int level, byte[] key) {
    return mergeQueue.offer(new MergeQueue.Merge(tree, level, key));
  }

  /** Leaves a merge to others, however many there are. */
  void leave(Tree tree, int level, byte[] key) {
    mergeQueue.add(new MergeQueue.Merge(tree, level, key));
  }

  /** Takes up all merges that were given up, and returns when none is left. */
  public void tidy() {
    tidier.tidy();
  }

  /** Merges that were given up and wait. */
  public int waitingMerges() {
    return mergeQueue.size();
  }

  /**
   * Waits for the operations under way, and ends.
   *
   * @throws IllegalStateException from inside an operation or a callback
   */
  @Override
  public void close() {
    try {
      pool.close();
    } finally {
      tidier.stop();
    }
  }

  /** Merges are not taken up any more; the one under way ends. */
  public void stopTidying() {
    tidier.stop();
  }

  /** Like {@link #close()}, but no page is written. */
  public void closeWithoutWriting() {
    try {
      pool.closeWithoutWriting();
    } finally {
      tidier.stop();
    }
  }
}
