package dev.latchtree.lab.engine;

import dev.latchtree.wal.Tier;
import org.mapdb.DBMaker;

/**
 * MapDB: a B-link tree over records in a volume.
 *
 * <p>{@code DBMaker} advises {@code memoryDirectDB()} for memory, mapped files for disks, and
 * {@code transactionEnable()} for a store that survives a crash; then {@code commit()} syncs its
 * log, and after that the volume. A file without transactions has to be closed, or is refused when
 * it is opened again: nothing is promised of its writes, even though the operating system has them.
 * Large values lie outside of nodes, as its documentation advises.
 *
 * <p>What stays slow, and why: a get or put makes the objects of a whole node from its bytes, and a
 * put writes the node anew and makes the value that it replaces; each commit syncs by itself.
 */
final class MapDbPeer extends Peer {

  MapDbPeer() {
    super("MapDB", "Apache-2.0");
  }

  @Override
  public Home home(Mode mode) {
    return mode == Mode.MEMORY ? Home.OFF_HEAP : Home.OS_CACHE;
  }

  @Override
  public Tier tier(Mode mode) {
    return mode == Mode.RELAXED ? Tier.MEMORY : super.tier(mode);
  }

  @Override
  public String inWords(Mode mode) {
    return how(mode) + "; values of 500 bytes and more outside of nodes";
  }

  private static String how(Mode mode) {
    return switch (mode) {
      case MEMORY -> "memoryDirectDB(), BTreeMap; it has no limit of memory, and no cache";
      case RELAXED ->
          "fileDB() mapped into memory, no transactions: lost if it is not closed; no cache but"
              + " the operating system's";
      case DURABLE ->
          "fileDB() mapped into memory, transactionEnable(); a write returns after a commit() of"
              + " its own, which syncs log and file; no cache but the operating system's";
    };
  }

  @Override
  public StoreUnderTest open(Setup setup) {
    DBMaker.Maker maker =
        setup.mode() == Mode.MEMORY
            ? DBMaker.memoryDirectDB()
            : DBMaker.fileDB(setup.requireDirectory().resolve("map.db").toFile())
                .fileMmapEnableIfSupported();
    if (setup.mode() == Mode.DURABLE) {
      maker.transactionEnable();
    }
    return new MapDbStore(maker.make(), setup.mode() == Mode.DURABLE, setup.shape());
  }
}
