package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.repeat;
import static dev.latchtree.TestBytes.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.recovery.ControlFileException;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.storage.StorageLockedException;
import dev.latchtree.wal.SyncPolicy;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stores in a directory, closed and opened again. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StoreFileTest {

  private static final int PAGE = 4096;
  private static final int ENTRIES = 3000;

  @TempDir private Path directory;

  private static StoreOptions options(LatchProtocol protocol) {
    return StoreOptions.builder()
        .protocol(protocol)
        .pageSize(PAGE)
        .poolPages(64)
        .syncPolicy(SyncPolicy.os())
        .build();
  }

  private static byte[] value(int number) {
    return repeat(number, number % 100 == 5 ? 3 * PAGE : number % 200);
  }

  /** Pages are the same under every protocol: each opens what the one before has left. */
  @Test
  void shouldFindWhatWasThereWhenItWasClosed() throws Exception {
    Set<String> names = new HashSet<>();
    for (LatchProtocol protocol : LatchProtocol.values()) {
      try (LatchStore store = LatchStore.open(directory, options(protocol))) {
        assertEquals(names, new HashSet<>(store.trees()));
        for (String name : names) {
          LatchTree tree = store.tree(name);
          assertEquals(ENTRIES / 2, tree.count());
          for (int i = 1; i < ENTRIES; i += 2) {
            assertArrayEquals(value(i), tree.get(number(i, 40)), name);
          }
        }
        names.add(protocol.name());
        LatchTree tree = store.tree(protocol.name());
        for (int i = 0; i < ENTRIES; i++) {
          tree.put(number(i, 40), value(i));
        }
        for (int i = 0; i < ENTRIES; i += 2) {
          assertTrue(tree.remove(number(i, 40)));
        }
        store.tree("dropped").put(utf8("key"), utf8("value"));
        assertTrue(store.drop("dropped"));
        store.verify().requireSound();
      }
    }
    try (LatchStore store = LatchStore.open(directory, options(LatchProtocol.BLINK))) {
      store.verify().requireSound();
      assertEquals(names, new HashSet<>(store.trees()));
      for (String name : names) {
        store.tree(name).clear();
      }
      store.tidy();
      assertEquals(0, store.verify().requireSound().entries());
    }
  }

  @ParameterizedTest
  @EnumSource(LatchProtocol.class)
  void shouldHoldMoreThanMemory(LatchProtocol protocol) throws Exception {
    try (LatchStore store = LatchStore.open(directory, options(protocol))) {
      LatchTree tree = store.tree("tree");
      for (int i = 0; i < ENTRIES; i++) {
        tree.put(number(i * 7919L % ENTRIES, 200), repeat(i, 300));
      }
      store.checkpoint();
      assertEquals(ENTRIES, tree.count());
      long pages = store.verify().requireSound().pages();
      assertTrue(pages > 3 * 64, pages + " pages are no more than memory holds");
      for (int i = 0; i < ENTRIES; i++) {
        assertArrayEquals(repeat(i, 300), tree.get(number(i * 7919L % ENTRIES, 200)));
      }
    }
  }

  /** Long values that no memory can hold at once, in the root and in leaves of a larger tree. */
  @ParameterizedTest
  @EnumSource(LatchProtocol.class)
  void shouldVerifyValuesThatAreLongerThanMemory(LatchProtocol protocol) throws Exception {
    StoreOptions options =
        StoreOptions.builder()
            .protocol(protocol)
            .pageSize(PAGE)
            .poolPages(64)
            .backgroundWriter(false)
            .syncPolicy(SyncPolicy.os())
            .build();
    try (LatchStore store = LatchStore.open(directory, options)) {
      for (int i = 0; i < 3; i++) {
        store.tree("root").put(number(i, 40), repeat(i, 100 * PAGE));
      }
      for (int i = 0; i < 30; i++) {
        store.tree("leaves").put(number(i, 200), repeat(i, i % 10 == 0 ? 100 * PAGE : 300));
      }
      Verification found = store.verify().requireSound();
      assertTrue(found.quiet());
      assertEquals(33, found.entries());
      assertTrue(found.pages() > 600, found.toString());
    }
  }

  @Test
  void shouldRefuseADirectoryThatIsOpen() throws Exception {
    StoreOptions options = options(LatchProtocol.OPTIMISTIC_BLINK);
    try (LatchStore store = LatchStore.open(directory, options)) {
      store.tree("tree").put(utf8("key"), utf8("value"));
      Throwable refusal =
          assertThrows(Exception.class, () -> LatchStore.open(directory, options).close());
      while (refusal.getCause() != null) {
        refusal = refusal.getCause();
      }
      assertInstanceOf(StorageLockedException.class, refusal);
      assertTrue(String.valueOf(refusal.getMessage()).contains(directory.getFileName().toString()));
      assertArrayEquals(utf8("value"), store.tree("tree").get(utf8("key")));
    }
    LatchStore.open(directory, options).close();
  }

  @Test
  void shouldRefuseAnotherPageSize() throws Exception {
    LatchStore.open(directory, options(LatchProtocol.BLINK)).close();
    StoreOptions other = StoreOptions.builder().pageSize(2 * PAGE).poolPages(64).build();
    ControlFileException refusal =
        assertThrows(ControlFileException.class, () -> LatchStore.open(directory, other).close());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("4096") && message.contains("8192"), message);
    LatchStore.open(directory, options(LatchProtocol.BLINK)).close();
  }

  @Test
  void shouldStoreAValueOf64MebibytesInASmallPool() throws Exception {
    byte[] large = new byte[64 * 1024 * 1024];
    new SplittableRandom(1).nextBytes(large);
    try (LatchStore store = LatchStore.open(directory, options(LatchProtocol.OPTIMISTIC_BLINK))) {
      LatchTree tree = store.tree("tree");
      tree.put(utf8("key"), large);
      assertArrayEquals(large, tree.get(utf8("key")));
      large[large.length - 1]++;
      assertTrue(tree.replace(utf8("key"), large));
      assertArrayEquals(large, tree.get(utf8("key")));
      assertTrue(tree.remove(utf8("key")));
      store.tidy();
      store.verify().requireSound();
    }
  }
}
