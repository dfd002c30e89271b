package dev.latchtree.lab.upkeep;

import dev.latchtree.lab.measure.Scratch;
import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where the stores of a compaction are, all in one parent directory, and how they take each other's
 * place. Each step is one rename, made durable before the next, so after a crash at any moment the
 * names that are there tell how far it was:
 *
 * <pre>
 *  store  unfinished  finished  replaced
 *    x        x                            being written: the old store counts
 *    x                    x                complete, not in place: the old store counts
 *                         x         x      between the renames: both are complete
 *    x                              x      in place: the new store counts
 * </pre>
 *
 * @param store where the store is before and after
 * @param unfinished the new one while it is being written
 * @param finished the new one, complete, closed and verified
 * @param replaced the old one, out of the way
 */
record CompactionPlaces(Path store, Path unfinished, Path finished, Path replaced) {

  static CompactionPlaces of(Path directory) {
    Path store = directory.toAbsolutePath().normalize();
    String name = String.valueOf(store.getFileName());
    return new CompactionPlaces(
        store,
        store.resolveSibling(name + ".compacting"),
        store.resolveSibling(name + ".compacted"),
        store.resolveSibling(name + ".before-compaction"));
  }

  /** What to do if the store is missing because a compaction was cut; empty if it was not. */
  String hint() {
    return Files.exists(replaced)
        ? ": a compaction was cut between its renames; %s holds the old store%s: './lab compact %s' puts one in its place"
            .formatted(
                replaced, Files.exists(finished) ? ", " + finished + " the new one" : "", store)
        : "";
  }

  /**
   * Takes up what an earlier compaction has left when it was cut.
   *
   * @return what was found and done, empty if there was nothing
   * @throws StoreRefusedException if nobody can tell which of several stores counts
   */
  String takeUp() throws IOException, StoreRefusedException {
    boolean old = Files.exists(store);
    if (old && Files.exists(replaced) && Files.exists(finished)) {
      throw new StoreRefusedException(
          ("an earlier compaction was cut between its renames, and since then another store was made"
                  + " in %s; nothing was touched: move away all but the right one of it, %s (old) and"
                  + " %s (compacted)")
              .formatted(store, replaced, finished));
    }
    if (!old && Files.exists(finished) && Files.exists(replaced)) {
      move(finished, store);
      Scratch.remove(replaced);
      return "an earlier compaction was cut between its renames: its new store, complete and verified, is in place now";
    }
    if (!old && Files.exists(replaced)) {
      move(replaced, store);
      return "an earlier compaction had moved the store away and left no new one: the old store is back in place";
    }
    if (old && Files.exists(replaced)) {
      Scratch.remove(replaced);
      return "an earlier compaction had put its new store in place: the old one is removed now";
    }
    if (old && (Files.exists(finished) || Files.exists(unfinished))) {
      Scratch.remove(finished);
      Scratch.remove(unfinished);
      return "an earlier compaction was cut before its new store was in place: the old store counts, what was written of the new one is removed";
    }
    return "";
  }

  /** The new store is complete: nothing is written to it any more. */
  void finish() throws IOException {
    move(unfinished, finished);
  }

  /** Puts the new store in the place of the old one, and removes that. */
  void swap() throws IOException {
    move(store, replaced);
    move(finished, store);
    Scratch.remove(replaced);
  }

  private void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    Path parent = store.getParent();
    if (parent != null) {
      try (Storage names = FileStorage.open(parent)) {
        names.syncDirectory();
      }
    }
  }
}
