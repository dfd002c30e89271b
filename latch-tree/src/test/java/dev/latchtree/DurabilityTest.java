package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.repeat;
import static dev.latchtree.TestBytes.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.ReadGuarantee;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.sim.SimulatedDisk;
import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.SyncPolicy;
import dev.latchtree.wal.Tier;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a store promises about crashes, case by case. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DurabilityTest {

  private static final int PAGE = 4096;

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

  private LatchStore open(Storage storage) throws IOException {
    return LatchStore.open(storage, options().build());
  }

  /** A power cut; the seed decides what of the unsynced survives. */
  private Storage crash(LatchStore running) {
    disk.crash(1);
    assertThrows(RuntimeException.class, running::close);
    return disk.boot();
  }

  @ParameterizedTest
  @EnumSource(LatchProtocol.class)
  void shouldFindEverythingAfterACrash(LatchProtocol protocol) throws IOException {
    StoreOptions options = options().protocol(protocol).build();
    LatchStore store = LatchStore.open(disk.storage(), options);
    LatchTree tree = store.tree("tree");
    store.tree("dropped").put(utf8("key"), new byte[3 * PAGE]);
    for (int i = 0; i < 500; i++) {
      tree.put(number(i, 20), repeat(i, i % 50 == 0 ? 3 * PAGE : 200));
      if (i == 200) {
        store.checkpoint();
      }
    }
    for (int i = 0; i < 500; i += 3) {
      assertTrue(tree.remove(number(i, 20)));
    }
    assertTrue(store.drop("dropped"));
    try (LatchStore again = LatchStore.open(crash(store), options)) {
      again.verify().requireSound();
      assertTrue(again.stats().recovery().records() > 0);
      LatchTree found = again.tree("tree");
      for (int i = 0; i < 500; i++) {
        byte[] value = found.get(number(i, 20));
        if (i % 3 == 0) {
          assertNull(value);
        } else {
          assertArrayEquals(repeat(i, i % 50 == 0 ? 3 * PAGE : 200), value, "key " + i);
        }
      }
      assertEquals(1, again.trees().size());
    }
    try (LatchStore again = LatchStore.open(disk.storage(), options)) {
      again.verify().requireSound();
      assertEquals(0, again.stats().recovery().records());
    }
  }

  @Test
  void shouldKeepAWriteThatWasAwaitedLater() throws IOException {
    StoreOptions options = options().syncPolicy(SyncPolicy.os()).build();
    LatchStore store = LatchStore.open(disk.storage(), options);
    LatchTree tree = store.tree("tree");
    Receipt first = tree.put(utf8("first"), utf8("1"), Tier.MEMORY);
    assertEquals(Tier.MEMORY, first.tier());
    assertEquals(Tier.POWER_SAFE, store.awaitDurable(first).tier());
    Receipt second = tree.put(utf8("second"), utf8("2"), Tier.POWER_SAFE);
    assertEquals(Tier.POWER_SAFE, second.tier());
    assertEquals(1, second.groupSize());
    assertTrue(second.lsn() > first.lsn() && second.waitedNanos() > 0);
    assertNull(tree.remove(utf8("third"), Tier.POWER_SAFE));
    assertNotNull(tree.remove(utf8("second"), Tier.POWER_SAFE));
    tree.put(utf8("fourth"), utf8("4"), Tier.MEMORY);
    store.sync();
    tree.put(utf8("fifth"), utf8("5"), Tier.MEMORY);
    try (LatchStore again = LatchStore.open(crash(store), options)) {
      LatchTree found = again.tree("tree");
      assertArrayEquals(utf8("1"), found.get(utf8("first")));
      assertFalse(found.containsKey(utf8("second")));
      assertArrayEquals(utf8("4"), found.get(utf8("fourth")));
      assertFalse(found.containsKey(utf8("fifth")), "nobody waited for it");
    }
  }

  @Test
  void shouldChangeNothingForATierThatThePolicyDoesNotHave() throws IOException {
    try (LatchStore store = LatchStore.open(disk.storage(), options().build());
        Batch batch = store.batch()) {
      LatchTree tree = store.tree("tree");
      tree.put(utf8("there"), utf8("1"));
      Tier tier = Tier.INTERVAL;
      assertThrows(IllegalArgumentException.class, () -> tree.put(utf8("new"), utf8("2"), tier));
      assertThrows(IllegalArgumentException.class, () -> tree.remove(utf8("there"), tier));
      batch.put(tree, utf8("new"), utf8("2"));
      assertThrows(IllegalArgumentException.class, () -> batch.commit(tier));
      assertArrayEquals(utf8("1"), tree.get(utf8("there")));
      assertEquals(1, tree.count());
      assertEquals(1, batch.size());
    }
  }

  @Test
  void shouldReadNothingThatACrashTakesAwayIfThatIsGuaranteed() throws IOException {
    StoreOptions options =
        options()
            .syncPolicy(SyncPolicy.interval(Duration.ofMinutes(1)))
            .readGuarantee(ReadGuarantee.DURABLE)
            .build();
    LatchStore store = LatchStore.open(disk.storage(), options);
    LatchTree tree = store.tree("tree");
    tree.put(utf8("key"), utf8("value"));
    assertArrayEquals(utf8("value"), tree.get(utf8("key")));
    tree.put(utf8("unread"), utf8("value"));
    try (LatchStore again = LatchStore.open(crash(store), options)) {
      assertArrayEquals(utf8("value"), again.tree("tree").get(utf8("key")));
      assertFalse(again.tree("tree").containsKey(utf8("unread")));
    }
  }

  @Test
  void shouldOpenWhatIsClosedToBeReadOnly() throws IOException {
    try (LatchStore store = open(disk.storage())) {
      store.tree("tree").put(utf8("key"), utf8("value"));
    }
    try (LatchStore store = LatchStore.openReadOnly(disk.storage(), options().build())) {
      assertArrayEquals(utf8("value"), store.tree("tree").get(utf8("key")));
      assertThrows(
          UnsupportedOperationException.class,
          () -> store.tree("tree").put(utf8("key"), utf8("other")));
      assertThrows(UnsupportedOperationException.class, () -> store.tree("another"));
      assertThrows(UnsupportedOperationException.class, () -> store.drop("tree"));
      store.verify().requireSound();
      assertEquals(bytesOnDisk(disk.storage()), store.stats().space().total());
    }
    LatchStore crashing = open(disk.storage());
    crashing.tree("tree").put(utf8("key"), utf8("third"));
    Storage storage = crash(crashing);
    assertThrows(
        IllegalStateException.class,
        () -> LatchStore.openReadOnly(storage, options().build()).close());
    try (LatchStore store = open(storage)) {
      assertArrayEquals(utf8("third"), store.tree("tree").get(utf8("key")));
    }
  }

  @Test
  void shouldCopyAStoreThatIsOpen() throws IOException {
    SimulatedDisk other = new SimulatedDisk();
    try (LatchStore store = open(disk.storage())) {
      LatchTree tree = store.tree("tree");
      for (int i = 0; i < 300; i++) {
        tree.put(number(i, 20), repeat(i, 200));
      }
      store.backup(other.storage());
      tree.put(number(0, 20), utf8("later"));
      assertThrows(IllegalArgumentException.class, () -> store.backup(other.storage()));
    }
    try (LatchStore copy = open(other.storage())) {
      copy.verify().requireSound();
      for (int i = 0; i < 300; i++) {
        assertArrayEquals(repeat(i, 200), copy.tree("tree").get(number(i, 20)));
      }
    }
  }

  @Test
  void shouldKnowWhereItsBytesAre() throws IOException {
    try (LatchStore store = open(disk.storage())) {
      LatchTree tree = store.tree("tree");
      for (int i = 0; i < 2000; i++) {
        tree.put(number(i, 20), repeat(i, 500));
      }
      store.checkpoint();
      long loaded = store.stats().space().live();
      assertEquals(bytesOnDisk(disk.storage()), store.stats().space().total());
      tree.clear();
      store.tidy();
      store.checkpoint();
      assertTrue(store.stats().space().live() < loaded / 4);
      assertEquals(bytesOnDisk(disk.storage()), store.stats().space().total());
    }
  }

  private static long bytesOnDisk(Storage storage) throws IOException {
    long bytes = 0;
    for (String name : storage.list()) {
      if (!name.endsWith("lock")) {
        try (var file = storage.open(name, dev.latchtree.storage.OpenMode.READ_ONLY)) {
          bytes += file.size();
        }
      }
    }
    return bytes;
  }
}
