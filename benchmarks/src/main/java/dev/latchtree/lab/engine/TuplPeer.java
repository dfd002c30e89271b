package dev.latchtree.lab.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.cojen.tupl.DatabaseConfig;
import org.cojen.tupl.DurabilityMode;

/**
 * TuplDB: a B-tree with latches on nodes, a redo log and checkpoints.
 *
 * <p>What a write has reached follows from {@link DurabilityMode}: {@code SYNC} persists all that
 * is committed, and threads that commit at the same time share a sync; {@code NO_SYNC} hands it to
 * the operating system. Without a base file a database is non-durable, and no larger than its
 * cache.
 */
final class TuplPeer extends Peer {

  TuplPeer() {
    super("TuplDB", "Apache-2.0");
  }

  /** Pages lie outside the heap, which is the default where {@code Unsafe} can be had. */
  @Override
  public Home home(Mode mode) {
    return Home.OFF_HEAP;
  }

  @Override
  public String inWords(Mode mode) {
    String cache =
        "; cache of pages outside the heap, auto-commit, checkpoints as by default: each second"
            + " that logged a MiB";
    return switch (mode) {
      case MEMORY ->
          "no base file: non-durable, all pages in a cache outside the heap; auto-commit";
      case RELAXED ->
          "DurabilityMode.NO_SYNC: the redo log is handed to the operating system" + cache;
      case DURABLE -> "DurabilityMode.SYNC: a write returns when its redo is synced" + cache;
    };
  }

  @Override
  public StoreUnderTest open(Setup setup) {
    NativeParts.load(
        directory -> {
          NativeParts.unpackTo(directory, "jna.tmpdir");
          NativeParts.initialize(com.sun.jna.Native.class);
        });
    DatabaseConfig config =
        new DatabaseConfig()
            .directPageAccess(true)
            .maxCacheSize(setup.cacheBytes())
            .durabilityMode(
                setup.mode() == Mode.DURABLE ? DurabilityMode.SYNC : DurabilityMode.NO_SYNC);
    if (setup.mode() != Mode.MEMORY) {
      config.baseFile(setup.requireDirectory().resolve("tupl").toFile());
    }
    try {
      return new TuplStore(config, setup.shape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
