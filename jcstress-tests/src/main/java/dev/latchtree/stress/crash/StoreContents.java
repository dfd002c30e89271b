package dev.latchtree.stress.crash;

import dev.latchtree.Cursor;
import dev.latchtree.LatchStore;
import dev.latchtree.Verification;
import dev.latchtree.recovery.SpaceUse;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Looks at a store from outside: all that is in it, and whether it is in order. */
final class StoreContents {

  /** A background task may be at work on pages or files just then. */
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final String LOCK_SUFFIX = "lock";

  private StoreContents() {}

  /**
   * All trees and entries, as {@link Places} names them. Nobody else writes.
   *
   * @throws AssertionError if a value was never written, or a key comes out of order
   */
  static Map<String, Long> read(LatchStore store) {
    Map<String, Long> found = new TreeMap<>();
    for (String tree : store.trees()) {
      found.put(tree, Step.TREE);
      String before = null;
      try (Cursor cursor = store.tree(tree).cursor()) {
        while (cursor.next()) {
          String place = Places.entry(tree, cursor.key());
          if (before != null && before.compareTo(place) >= 0) {
            throw new AssertionError("after " + before + " comes " + place);
          }
          before = place;
          try {
            found.put(place, StampedValue.numberOf(cursor.value()));
          } catch (AssertionError damaged) {
            throw new AssertionError(place, damaged);
          }
        }
      }
    }
    return found;
  }

  /**
   * The structure is sound, no page is lost, and all bytes of the files are accounted for. Nobody
   * else writes.
   *
   * @throws AssertionError if not
   */
  static void requireOrder(LatchStore store, Storage storage) throws IOException {
    long begun = System.nanoTime();
    Verification found = store.verify();
    while (found.isSound() && !found.quiet() && System.nanoTime() - begun < LIMIT_NANOS) {
      Thread.onSpinWait();
      found = store.verify();
    }
    if (!found.isSound() || !found.quiet()) {
      throw new AssertionError(
          "verify() found %s, quiet %s".formatted(found.problems(), found.quiet()));
    }
    requireAllBytes(store, storage);
  }

  private static void requireAllBytes(LatchStore store, Storage storage) throws IOException {
    long begun = System.nanoTime();
    while (true) {
      long before = bytes(storage);
      SpaceUse use = store.stats().space();
      long sum = use.live() + use.free() + use.log();
      if (sum == before) {
        return;
      }
      if (System.nanoTime() - begun > LIMIT_NANOS && before == bytes(storage)) {
        throw new AssertionError("space() is %s, sum %d, files %d".formatted(use, sum, before));
      }
      Thread.onSpinWait();
    }
  }

  private static long bytes(Storage storage) throws IOException {
    long sum = 0;
    for (String name : storage.list()) {
      if (!name.endsWith(LOCK_SUFFIX)) { // those that are held cannot be opened, and are empty
        try (StorageFile file = storage.open(name, OpenMode.READ_ONLY)) {
          sum += file.size();
        } catch (IOException e) {
          if (storage.exists(name)) {
            throw e;
          } // else it was deleted meanwhile
        }
      }
    }
    return sum;
  }
}
