package dev.latchtree.lab.engine;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.lmdbjava.ByteBufferProxy;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;

/**
 * LMDB: a copy-on-write B-tree in a mapped file, with one writer at a time.
 *
 * <p>A transaction of LMDB is synced when it is committed, unless {@code MDB_NOSYNC} leaves that to
 * the operating system: then a crash of the system may take the last of them, or the database. Its
 * documented fast form of that is {@code MDB_WRITEMAP | MDB_MAPASYNC}: a transaction changes the
 * mapped file itself, which the operating system has even when the process is killed. It is not for
 * durable transactions, each of which would sync the whole map. Its entries are always in a file,
 * so it cannot be in memory only. {@code MDB_NOTLS} lets a reader be used by another thread than
 * made it. Its map is as large as the file may ever become, which costs nothing but addresses: with
 * {@code MDB_WRITEMAP} the file has that length at once, and is sparse. Reading ahead stays on:
 * what was just written is in the operating system's cache, so nothing is read.
 *
 * <p>What stays slow, and why: a put is a transaction of its own that copies each page from the
 * leaf to the root, and there is one writer at a time.
 */
final class LmdbPeer extends FilePeer {

  /** Its Java side looks at every argument unless told not to; ours is measured without, too. */
  private static final String WITHOUT_CHECKS = "true";

  private static final long MAP_BYTES = 64L << 30;

  /** Each session is a reader. */
  private static final int MOST_READERS = 1_024;

  LmdbPeer() {
    super(
        "LMDB",
        "OLDAP-2.8",
        Home.OS_CACHE,
        "its entries are always in a mapped file; relaxed, nothing is synced");
  }

  @Override
  public String version() {
    return super.version() + " by lmdbjava " + Versions.of("lmdbjava");
  }

  @Override
  public String inWords(Mode mode) {
    String use =
        "; one writer at a time, readers renewed for each read, no checks of arguments; no cache"
            + " but the operating system's, which nobody bounds";
    return mode == Mode.DURABLE
        ? "each write is a transaction, synced by itself" + use
        : "MDB_WRITEMAP and MDB_MAPASYNC: each write is a transaction in the mapped file, which the"
            + " operating system writes when it likes"
            + use;
  }

  @Override
  public StoreUnderTest open(Setup setup) {
    NativeParts.load(
        directory -> {
          NativeParts.unpackTo(directory, "lmdbjava.extract.dir", "jffi.extract.dir");
          System.setProperty(Env.DISABLE_CHECKS_PROP, WITHOUT_CHECKS);
          NativeParts.initialize(org.lmdbjava.Meta.class);
          org.lmdbjava.Meta.version();
        });
    Path directory = setup.requireDirectory();
    Env.Builder<ByteBuffer> builder =
        Env.create(ByteBufferProxy.PROXY_OPTIMAL)
            .setMapSize(MAP_BYTES)
            .setMaxDbs(1)
            .setMaxReaders(MOST_READERS);
    Env<ByteBuffer> env =
        setup.mode() == Mode.DURABLE
            ? builder.open(directory.toFile(), EnvFlags.MDB_NOTLS)
            : builder.open(
                directory.toFile(),
                EnvFlags.MDB_NOTLS,
                EnvFlags.MDB_WRITEMAP,
                EnvFlags.MDB_MAPASYNC);
    return new LmdbStore(env, setup.shape());
  }
}
