package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.repeat;
import static dev.latchtree.TestBytes.utf8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Stores that are kept as test data, so that a later version of the library cannot fail to read
 * what this one has written without a test that says so. Run {@link #main} to write those of a new
 * format version; the old ones stay.
 */
final class GoldenStores {

  static final int PAGE = 4096;
  static final int ENTRIES = 400;

  /** A store that was closed. */
  static final String CLOSED = "closed-1";

  /** A store whose process was killed, with much of it in the log only. */
  static final String KILLED = "killed-1";

  private GoldenStores() {}

  static StoreOptions options() {
    return StoreOptions.builder()
        .pageSize(PAGE)
        .poolPages(256)
        .logSegmentSize(1 << 20)
        .logRingSize(1 << 20)
        .logPreallocate(false)
        .logSpareSegments(0)
        .backgroundMerges(false)
        .backgroundCheckpoints(false)
        .backgroundWriter(false)
        .build();
  }

  /** The value of an entry of the golden tree; null where it was removed. */
  static byte[] value(int i) {
    return repeat(i, i % 100 == 7 ? 2 * PAGE : i % 60);
  }

  static boolean isRemoved(int i) {
    return i % 5 == 3;
  }

  private static void fill(LatchStore store) {
    LatchTree tree = store.tree("golden");
    for (int i = 0; i < ENTRIES; i++) {
      tree.put(number(i, 30), value(i));
      if (i == ENTRIES / 2) {
        store.checkpoint();
      }
    }
    try (Batch batch = store.batch()) {
      for (int i = 0; i < ENTRIES; i++) {
        if (isRemoved(i)) {
          batch.remove(tree, number(i, 30));
        }
      }
      batch.put(store.tree("second"), utf8("key"), utf8("value"));
      batch.commit();
    }
    store.tree("third").put(utf8("key"), utf8("value"));
    store.drop("third");
  }

  /** Writes both into a directory. */
  public static void main(String[] args) throws IOException {
    Path target = Path.of(args[0]);
    try (LatchStore store = LatchStore.open(target.resolve(CLOSED), options())) {
      fill(store);
    }
    Path running = Files.createTempDirectory("golden");
    try (LatchStore store = LatchStore.open(running, options())) {
      fill(store);
      store.sync();
      copy(running, target.resolve(KILLED));
      cutUnused(target.resolve(KILLED).resolve("pages"));
    }
  }

  /** Takes away the room that the page file has ahead of its use. */
  private static void cutUnused(Path pages) throws IOException {
    byte[] bytes = Files.readAllBytes(pages);
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    Files.write(pages, Arrays.copyOf(bytes, (end + PAGE - 1) / PAGE * PAGE));
  }

  /** Copies a store's files, without its locks. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    List<Path> files;
    try (Stream<Path> all = Files.list(from)) {
      files = all.filter(file -> !file.toString().endsWith("lock")).toList();
    }
    for (Path file : files) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
  }
}
