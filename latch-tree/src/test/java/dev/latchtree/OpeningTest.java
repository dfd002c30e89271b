package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.recovery.ControlFileException;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.sim.SimulatedDisk;
import dev.latchtree.wal.Tier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What opening a store makes of damage, of missing files, and of much to recover. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpeningTest {

  private static final int PAGE = 4096;
  private static final int SLOT = 4096;
  private static final int SEQUENCE = 16;

  private final SimulatedDisk disk = new SimulatedDisk();

  private static StoreOptions.Builder options() {
    return StoreOptions.builder()
        .pageSize(PAGE)
        .poolPages(64)
        .logSegmentSize(1 << 20)
        .logRingSize(1 << 20)
        .logPreallocate(false)
        .backgroundMerges(false)
        .backgroundCheckpoints(false);
  }

  private LatchStore open() throws IOException {
    return LatchStore.open(disk.storage(), options().build());
  }

  private void crash(LatchStore running) {
    disk.crash(1);
    assertThrows(RuntimeException.class, running::close);
    disk.boot();
  }

  /** Damages the slot of the control file that counts. */
  private void damageNewestSlot() throws IOException {
    try (StorageFile control = disk.storage().open("control", OpenMode.READ_WRITE)) {
      long first = sequence(control, 0);
      long second = sequence(control, SLOT);
      long newest = first > second ? 0 : SLOT;
      control.writeFully(ByteBuffer.allocateDirect(1).put(0, (byte) 0x55), newest + SEQUENCE + 7);
    }
  }

  private static long sequence(StorageFile control, long slot) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    control.readFully(bytes, slot + SEQUENCE);
    return bytes.getLong(0);
  }

  /** The other slot of a new store must not say that it is being created. */
  @Test
  void shouldNotMakeAStoreAnewOverADamagedSlot() throws IOException {
    LatchStore store = open();
    store.tree("tree").put(utf8("key"), utf8("value"));
    crash(store);
    damageNewestSlot();
    try (LatchStore again = open()) {
      assertEquals(List.of("tree"), again.trees());
      assertArrayEquals(utf8("value"), again.tree("tree").get(utf8("key")));
    }
  }

  /** The other slot of an open store must not say that it was closed. */
  @Test
  void shouldNotTakeACrashedStoreForAClosedOne() throws IOException {
    try (LatchStore store = open()) {
      store.tree("tree").put(utf8("key"), utf8("old"));
    }
    LatchStore store = open();
    store.tree("tree").put(utf8("key"), utf8("acknowledged"));
    crash(store);
    damageNewestSlot();
    assertThrows(
        IllegalStateException.class,
        () -> LatchStore.openReadOnly(disk.storage(), options().build()).close());
    try (LatchStore again = open()) {
      assertArrayEquals(utf8("acknowledged"), again.tree("tree").get(utf8("key")));
    }
  }

  @Test
  void shouldNotTakeALostPageFileForAnEmptyStore() throws IOException {
    try (LatchStore store = open()) {
      store.tree("tree").put(utf8("key"), utf8("value"));
    }
    Storage storage = disk.storage();
    try (StorageFile pages = storage.open("pages", OpenMode.READ_WRITE)) {
      pages.truncate(PAGE);
    }
    RuntimeException cut = assertThrows(RuntimeException.class, () -> open().close());
    assertTrue(String.valueOf(cut.getMessage()).contains("pages"), cut.toString());
    storage.delete("pages");
    ControlFileException gone = assertThrows(ControlFileException.class, () -> open().close());
    assertTrue(String.valueOf(gone.getMessage()).contains("pages"), gone.toString());
  }

  /** What is loose is freed though the log is longer than writers may make it. */
  @Test
  void shouldOpenAStoreWhoseLogIsFull() throws IOException {
    LatchStore store = open();
    LatchTree tree = store.tree("tree");
    for (int i = 0; i < 3; i++) {
      tree.put(number(i, 8), new byte[2_000_000]);
    }
    tree.put(utf8("unfinished"), new byte[2_500_000], Tier.MEMORY);
    crash(store);
    StoreOptions small = options().backgroundCheckpoints(true).checkpointBytes(1 << 20).build();
    try (LatchStore again = LatchStore.open(disk.storage(), small)) {
      again.verify().requireSound();
      assertTrue(again.tree("tree").count() >= 3);
      again.tree("tree").put(utf8("more"), new byte[2_000_000]);
    }
  }

  @Test
  void shouldNeverMakeACheckpointIfItIsToldSo() throws IOException {
    StoreOptions never =
        options().backgroundCheckpoints(true).checkpointBytes(Long.MAX_VALUE).build();
    try (LatchStore store = LatchStore.open(disk.storage(), never)) {
      store.tree("tree").put(utf8("key"), utf8("value"));
      assertEquals(1, store.stats().checkpoints().completed(), "that of its creation");
    }
  }

  /** Whether a batch is too large must not depend on what others have in the ring. */
  @Test
  void shouldRefuseABatchWhetherOthersWriteOrNot() throws IOException {
    try (LatchStore store = LatchStore.open(disk.storage(), options().poolPages(2048).build())) {
      LatchTree tree = store.tree("tree");
      LatchTree other = store.tree("other");
      for (int keys = 200; keys < 4000; keys += 200) {
        boolean alone = commit(store, tree, keys);
        for (int i = 0; i < 300; i++) {
          other.put(number(i, 20), new byte[800], Tier.MEMORY);
        }
        assertEquals(alone, commit(store, tree, keys), keys + " keys");
        store.sync();
      }
    }
  }

  private static boolean commit(LatchStore store, LatchTree tree, int keys) {
    try (Batch batch = store.batch()) {
      for (int i = 0; i < keys; i++) {
        batch.put(tree, number(i, 6), new byte[1]);
      }
      batch.commit();
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }
}
