package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an earlier build of this format version has written can be read. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GoldenStoreTest {

  @TempDir private Path directory;

  private Path copyOf(String name) throws IOException, URISyntaxException {
    URL golden = Objects.requireNonNull(GoldenStoreTest.class.getResource("/golden/" + name));
    Path copy = directory.resolve(name);
    GoldenStores.copy(Path.of(golden.toURI()), copy);
    return copy;
  }

  @ParameterizedTest
  @ValueSource(strings = {GoldenStores.CLOSED, GoldenStores.KILLED})
  void shouldReadAndGoOnWithAStoreOfThisFormat(String name) throws Exception {
    Path copy = copyOf(name);
    for (int round = 0; round < 2; round++) {
      try (LatchStore store = LatchStore.open(copy, GoldenStores.options())) {
        requireAll(store, round);
        store.tree("later").put(number(round, 8), utf8("value"));
      }
    }
  }

  @Test
  void shouldRedoWhatOnlyTheLogHas() throws Exception {
    try (LatchStore store = LatchStore.open(copyOf(GoldenStores.KILLED), GoldenStores.options())) {
      assertTrue(store.stats().recovery().pagesRedone() > 10);
    }
  }

  @Test
  void shouldReadAClosedStoreOnly() throws Exception {
    Path copy = copyOf(GoldenStores.CLOSED);
    try (LatchStore store = LatchStore.openReadOnly(copy, GoldenStores.options())) {
      requireAll(store, 0);
    }
  }

  private static void requireAll(LatchStore store, int later) {
    store.verify().requireSound();
    List<String> names =
        later == 0 ? List.of("golden", "second") : List.of("golden", "later", "second");
    assertEquals(names, store.trees());
    LatchTree tree = store.tree("golden");
    int removed = 0;
    for (int i = 0; i < GoldenStores.ENTRIES; i++) {
      byte[] found = tree.get(number(i, 30));
      if (GoldenStores.isRemoved(i)) {
        removed++;
        assertNull(found, "key " + i);
      } else {
        assertArrayEquals(GoldenStores.value(i), found, "key " + i);
      }
    }
    assertEquals(GoldenStores.ENTRIES - removed, tree.count());
    assertArrayEquals(utf8("value"), store.tree("second").get(utf8("key")));
  }
}
