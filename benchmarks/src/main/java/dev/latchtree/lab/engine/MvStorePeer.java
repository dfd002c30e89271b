package dev.latchtree.lab.engine;

import dev.latchtree.wal.Tier;
import org.h2.mvstore.MVStore;

/**
 * H2's MVStore: a copy-on-write B-tree on the heap, written in chunks.
 *
 * <p>By default a thread behind the scenes writes changes at least once a second, or as soon as
 * they take 19 MiB where the heap is large ({@code setAutoCommitDelay}, {@code
 * autoCommitBufferSize}), and does not sync them; here they take an eighth of the cache at most,
 * since it runs out of memory if threads make changes faster than it can write them. Until then
 * they are lost with the process. {@code commit()} writes all that is unsaved, in the caller's
 * thread; {@code sync()} forces the file to the disk. Of threads that wait to commit, the first
 * writes for all of them, and the others find nothing left to write.
 */
final class MvStorePeer extends Peer {

  private static final long USUAL_UNSAVED_KIBIBYTES = 19 << 10;
  private static final long LEAST_UNSAVED_KIBIBYTES = 1 << 10;
  private static final int UNSAVED_TO_CACHE = 8;

  MvStorePeer() {
    super("MVStore", "MPL-2.0 OR EPL-1.0");
  }

  @Override
  public Home home(Mode mode) {
    return Home.HEAP;
  }

  @Override
  public Tier tier(Mode mode) {
    return mode == Mode.RELAXED ? Tier.MEMORY : super.tier(mode);
  }

  @Override
  public String inWords(Mode mode) {
    return switch (mode) {
      case MEMORY -> "no file: all pages on the heap";
      case RELAXED ->
          "written by its own thread after at most a second, or when an eighth of the cache is"
              + " unsaved; not synced; cache of pages on the heap";
      case DURABLE -> "a write returns after commit() and sync(); cache of pages on the heap";
    };
  }

  @Override
  public StoreUnderTest open(Setup setup) {
    MVStore.Builder builder = new MVStore.Builder();
    if (setup.mode() != Mode.MEMORY) {
      builder
          .fileName(setup.requireDirectory().resolve("store.mv").toString())
          .cacheSize(Math.toIntExact(Math.max(1, setup.cacheBytes() >> 20)))
          .autoCommitBufferSize(unsavedKibibytes(setup.cacheBytes()));
    }
    return new MvStoreStore(builder.open(), setup.mode() == Mode.DURABLE, setup.shape());
  }

  private static int unsavedKibibytes(long cacheBytes) {
    long share = (cacheBytes >> 10) / UNSAVED_TO_CACHE;
    return Math.toIntExact(
        Math.max(LEAST_UNSAVED_KIBIBYTES, Math.min(USUAL_UNSAVED_KIBIBYTES, share)));
  }
}
