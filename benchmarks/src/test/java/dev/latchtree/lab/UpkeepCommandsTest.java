package dev.latchtree.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.wal.SyncPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class UpkeepCommandsTest {

  private static final int ENTRIES = 5_000;
  private static final int PAGE = 4 << 10;
  private static final int SEGMENT = 1 << 20;
  private static final int LONG_VALUE = 20_000;

  @TempDir Path parent;

  private final LabRun lab = new LabRun();

  private static StoreOptions options() {
    return StoreOptions.builder()
        .pageSize(PAGE)
        .poolPages(2_000)
        .syncPolicy(SyncPolicy.os())
        .logSegmentSize(SEGMENT)
        .logRingSize(1 << 20)
        .build();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** A store of two trees, closed; of one of them most entries were removed again. */
  private Path store() {
    Path directory = parent.resolve("store");
    try (LatchStore store = LatchStore.open(directory, options())) {
      fill(store);
    }
    return directory;
  }

  private static void fill(LatchStore store) {
    LatchTree users = store.tree("users");
    LatchTree gone = store.tree("100% gone");
    for (int i = 0; i < ENTRIES; i++) {
      users.put(bytes("user " + i), bytes("value " + i));
      gone.put(bytes("gone " + i), bytes("value " + i));
    }
    users.put(bytes("long"), new byte[LONG_VALUE]);
    for (int i = 1; i < ENTRIES; i++) {
      gone.remove(bytes("gone " + i));
    }
  }

  private static void requireAll(Path directory) {
    try (LatchStore store = LatchStore.open(directory, options())) {
      assertEquals(List.of("100% gone", "users"), store.trees());
      assertEquals(ENTRIES + 1, store.tree("users").count());
      assertEquals(1, store.tree("100% gone").count());
      assertArrayEquals(new byte[LONG_VALUE], store.tree("users").get(bytes("long")));
      assertArrayEquals(bytes("value 77"), store.tree("users").get(bytes("user 77")));
      store.verify().requireSound();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "dump", "compact"})
  void shouldRefuseWhatIsNoClosedStore(String command) throws IOException {
    assertEquals(0, lab.run(command, "--help"));
    assertTrue(
        lab.out().replaceAll("\\s+", " ").contains("Exit code: 0 if all is well, 1"), lab::out);
    assertEquals(2, lab.run(command));
    assertEquals(2, lab.run(command, parent.resolve("nowhere").toString()));
    assertTrue(lab.err().contains("nowhere does not exist"), lab::err);
    Path file = Files.writeString(parent.resolve("file"), "text");
    assertEquals(2, lab.run(command, file.toString()));
    assertTrue(lab.err().contains("file is a file; name the directory"), lab::err);
    Path empty = Files.createDirectory(parent.resolve("empty"));
    assertEquals(2, lab.run(command, empty.toString()));
    assertTrue(lab.err().contains("empty is not a store: it has no file 'control'"), lab::err);
    try (var left = Files.list(empty)) {
      assertEquals(0, left.count());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "dump", "compact"})
  void shouldRefuseAStoreThatSomebodyHasOpen(String command) {
    Path directory = parent.resolve("store");
    try (LatchStore store = LatchStore.open(directory, options())) {
      fill(store);
      assertEquals(2, lab.run(command, directory.toString()));
      assertTrue(lab.err().contains("is in use"), lab::err);
    }
    requireAll(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "dump", "compact"})
  void shouldRefuseAStoreThatWasNotClosed(String command) throws IOException {
    Path directory = parent.resolve("store");
    Path copy = Files.createDirectory(parent.resolve("killed"));
    try (LatchStore store = LatchStore.open(directory, options())) {
      fill(store);
      store.sync();
      try (var files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          Files.copy(file, copy.resolve(file.getFileName().toString()));
        }
      }
    }
    assertEquals(2, lab.run(command, copy.toString()));
    assertTrue(lab.err().contains("closed"), lab::err);
    requireAll(copy);
  }

  @Test
  void shouldFindAStoreSoundOrDamaged() throws IOException {
    Path directory = store();
    assertEquals(0, lab.run("verify", directory.toString()), lab::err);
    assertTrue(lab.out().contains(": sound, 2 trees, "), lab::out);
    damage(directory.resolve("pages"));
    assertEquals(1, lab.run("verify", directory.toString()), lab::err);
    assertTrue(lab.out().toLowerCase(java.util.Locale.ROOT).contains("damaged"), lab::out);
    assertEquals(1, lab.run("compact", directory.toString()), lab::err);
    try (var left = Files.list(parent)) {
      assertEquals(List.of(directory), left.toList(), "nothing of the copy");
    }
  }

  /** A byte in the middle of every page but the first. */
  private static void damage(Path pages) throws IOException {
    try (FileChannel channel =
        FileChannel.open(pages, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (long at = PAGE + PAGE / 2; at < channel.size(); at += PAGE) {
        ByteBuffer one = ByteBuffer.allocate(1);
        channel.read(one, at);
        one.put(0, (byte) ~one.get(0)).rewind();
        channel.write(one, at);
      }
    }
  }

  @Test
  void shouldShowTreesLogAndSpace() throws IOException {
    Path directory = store();
    assertEquals(0, lab.run("dump", directory.toString()), lab::err);
    assertTrue(lab.out().contains("2 trees, pages of 4KiB"), lab::out);
    assertTrue(lab.out().contains("| users"), lab::out);
    assertTrue(lab.out().contains("redo would begin at LSN"), lab::out);
    long sum = 0;
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        sum += Files.size(file);
      }
    }
    assertTrue(lab.out().contains("%,d".formatted(sum)), lab::out);
    requireAll(directory);
  }

  @Test
  void shouldCompactAStore() throws IOException {
    Path directory = store();
    long before = Files.size(directory.resolve("pages"));
    assertEquals(0, lab.run("compact", directory.toString(), "--fill", "1"), lab::err);
    assertTrue(lab.out().contains("2 trees, 5,002 entries"), lab::out);
    assertTrue(Files.size(directory.resolve("pages")) < before * 0.8, lab::out);
    assertFalse(lab.out().contains("earlier"), lab::out);
    try (var segments = Files.newDirectoryStream(directory, "*.wal")) {
      for (Path segment : segments) {
        assertEquals(SEGMENT, Files.size(segment), "as before");
      }
    }
    try (var left = Files.list(parent)) {
      assertEquals(List.of(directory), left.toList());
    }
    requireAll(directory);
  }

  @Test
  void shouldSayWhereTheStoreIsWhenACompactionWasCutBetweenItsRenames() throws IOException {
    Path directory = store();
    Path aside = parent.resolve("store.before-compaction");
    Files.move(directory, aside);
    assertEquals(2, lab.run("verify", directory.toString()));
    assertTrue(lab.err().contains(aside + " holds the old store"), lab::err);
    assertEquals(0, lab.run("compact", directory.toString()), lab::err);
    assertTrue(lab.out().contains("the old store is back in place"), lab::out);
    requireAll(directory);
  }

  @Test
  void shouldNameTheLimitsOfFill() {
    assertEquals(2, lab.run("compact", store().toString(), "--fill", "0.4"));
    assertTrue(lab.err().contains("--fill must be 0.5 to 1: 0.4"), lab::err);
  }
}
