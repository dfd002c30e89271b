package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.repeat;
import static dev.latchtree.TestBytes.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every tree does with several keys, or all of them. */
@ParameterizedClass
@MethodSource("dev.latchtree.StoreVariant#contract")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeveralKeysContractTest {

  private static final int ENTRIES = 1000;
  private static final int SMALL_POOL = 128;
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final StoreVariant variant;
  private final LatchStore store;
  private final LatchTree tree;

  SeveralKeysContractTest(StoreVariant variant) {
    this.variant = variant;
    store = variant.open();
    tree = store.tree("tree");
  }

  @AfterEach
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void close() {
    store.verify().requireSound();
    store.close();
  }

  private byte[] key(long number) {
    return number(number, tree.maxKeyLength() / 4);
  }

  /** Entries of which a few lie in chains of pages. */
  private NavigableMap<byte[], byte[]> fill() {
    NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < ENTRIES; i++) {
      int length = i % 97 == 0 ? 2 * variant.pageSize() : i % 60;
      model.put(key(2L * i), repeat(i, length));
    }
    List<Entry> shuffled = entries(model);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.forEach(entry -> tree.put(entry.key(), entry.value()));
    return model;
  }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    try (Cursor cursor = tree.cursor()) {
      while (cursor.next()) {
        entries.add(cursor.entry());
      }
    }
    return entries;
  }

  private static List<Entry> entries(NavigableMap<byte[], byte[]> model) {
    List<Entry> entries = new ArrayList<>();
    model.forEach((key, value) -> entries.add(new Entry(key, value)));
    return entries;
  }

  // ---- getAll

  @Test
  void shouldGetSeveralInTheOrderAsked() {
    fill();
    assertEquals(List.of(), tree.getAll(List.of()));
    List<byte[]> keys = List.of(key(8), key(3), key(2), key(8), new byte[0], key(0), key(1998));
    List<byte[]> values = tree.getAll(keys);
    assertEquals(keys.size(), values.size());
    for (int i = 0; i < keys.size(); i++) {
      assertArrayEquals(tree.get(keys.get(i)), values.get(i), "value " + i);
    }
    assertNull(values.get(1));
    assertEquals(2 * variant.pageSize(), values.get(5).length);
  }

  @Test
  void shouldGetFromSeveralTrees() {
    LatchTree other = store.tree("other");
    tree.put(utf8("a"), utf8("1"));
    other.put(utf8("a"), utf8("2"));
    List<byte[]> values =
        store.getAll(List.of(other, tree, other), List.of(utf8("a"), utf8("a"), utf8("b")));
    assertArrayEquals(utf8("2"), values.get(0));
    assertArrayEquals(utf8("1"), values.get(1));
    assertNull(values.get(2));
    assertThrows(
        IllegalArgumentException.class, () -> store.getAll(List.of(tree), List.of()), "no pairs");
  }

  @Test
  void shouldSayHowManyPagesAGetMayTake() {
    byte[] half = repeat(1, variant.maxInlineValue());
    List<byte[]> keys = new ArrayList<>();
    StoreOptions small = variant.options().poolPages(SMALL_POOL).build();
    try (LatchStore few = variant.open(small)) {
      LatchTree wide = few.tree("wide");
      for (int i = 0; i < 5 * SMALL_POOL / 4; i++) {
        keys.add(number(i, 8));
        wide.put(keys.get(i), half);
      }
      String message =
          String.valueOf(
              assertThrows(IllegalArgumentException.class, () -> wide.getAll(keys)).getMessage());
      assertTrue(NUMBER.matcher(message).find(), message);
      assertEquals(3, wide.getAll(keys.subList(0, 3)).size());
      few.verify().requireSound();
    }
  }

  // ---- the ends

  @Test
  void shouldKnowTheLeastAndTheGreatest() {
    for (int i : new int[] {500, 300, 700, 100, 900}) {
      tree.put(key(i), number(i, 8));
      assertFalse(tree.isEmpty());
    }
    assertEquals(new Entry(key(100), number(100, 8)), tree.first());
    assertEquals(new Entry(key(900), number(900, 8)), tree.last());
    tree.put(new byte[0], new byte[0]);
    assertEquals(new Entry(new byte[0], new byte[0]), tree.first());
    tree.remove(new byte[0]);
    tree.remove(key(100));
    tree.remove(key(900));
    assertEquals(new Entry(key(300), number(300, 8)), tree.first());
    assertEquals(new Entry(key(700), number(700, 8)), tree.last());
    tree.clear();
    assertTrue(tree.isEmpty());
    assertNull(tree.first());
    assertNull(tree.last());
  }

  // ---- ranges

  @Test
  void shouldCountARange() {
    fill();
    assertEquals(ENTRIES, tree.count());
    assertEquals(ENTRIES, tree.count(KeyRange.all()));
    assertEquals(10, tree.count(KeyRange.between(key(20), key(40))));
    assertEquals(10, tree.count(KeyRange.between(key(19), key(39))));
    assertEquals(11, tree.count(KeyRange.between(key(20), KeyRange.successor(key(40)))));
    assertEquals(9, tree.count(KeyRange.between(KeyRange.successor(key(20)), key(40))));
    assertEquals(1, tree.count(KeyRange.from(key(2L * ENTRIES - 2))));
    assertEquals(0, tree.count(KeyRange.from(key(2L * ENTRIES))));
    assertEquals(0, tree.count(KeyRange.to(new byte[0])));
    assertEquals(0, tree.count(KeyRange.between(key(40), key(20))));
    assertEquals(ENTRIES, tree.count(KeyRange.from(new byte[0])));
    assertEquals(128, tree.count(KeyRange.prefix(new byte[7])));
  }

  @Test
  void shouldRemoveARange() {
    NavigableMap<byte[], byte[]> model = fill();
    assertEquals(0, tree.removeRange(KeyRange.between(key(21), key(22))));
    assertEquals(0, tree.removeRange(KeyRange.between(key(40), key(20))));
    assertEquals(300, tree.removeRange(KeyRange.between(key(200), key(800))));
    model.subMap(key(200), key(800)).clear();
    assertEquals(entries(model), entries());
    assertEquals(0, tree.removeRange(KeyRange.between(key(200), key(800))));
    assertEquals(100, tree.removeRange(KeyRange.to(key(200))));
    assertEquals(600, tree.removeRange(KeyRange.all()));
    assertTrue(tree.isEmpty());
    store.tidy();
    assertEquals(1, tree.stats().height());
  }

  @Test
  void shouldClear() {
    fill();
    tree.clear();
    assertEquals(0, tree.count());
    tree.clear();
    tree.put(key(1), key(2));
    assertEquals(List.of(new Entry(key(1), key(2))), entries());
  }

  // ---- load

  @Test
  void shouldLoadWhatIsSorted() {
    NavigableMap<byte[], byte[]> model = fill();
    for (double fill : new double[] {0.5, 0.7, 1}) {
      tree.clear();
      assertEquals(ENTRIES, tree.load(entries(model).iterator(), fill));
      assertEquals(entries(model), entries());
      store.verify().requireSound();
      for (int i = 0; i < ENTRIES; i += 7) {
        tree.put(key(2L * i + 1), repeat(i, 20));
        assertTrue(tree.remove(key(2L * i)));
      }
      assertEquals(ENTRIES, tree.count());
    }
  }

  @Test
  void shouldFillPagesAsWished() {
    List<Entry> many = new ArrayList<>();
    for (int i = 0; i < 60 * variant.pageSize() / 128; i++) {
      many.add(new Entry(number(i, 28), repeat(i, 90)));
    }
    tree.load(many.iterator(), 1);
    double full = leaves(tree).fill();
    LatchTree half = store.tree("half");
    half.load(many.iterator(), 0.5);
    assertTrue(full > 0.9, "filled: " + full);
    assertEquals(0.5, leaves(half).fill(), 0.1);
    assertTrue(leaves(half).pages() > 1.5 * leaves(tree).pages());
  }

  private static TreeStats.Level leaves(LatchTree tree) {
    List<TreeStats.Level> levels = tree.stats().levels();
    return levels.get(levels.size() - 1);
  }

  @Test
  void shouldLoadNothing() {
    assertEquals(0, tree.load(Collections.emptyIterator(), 0.5));
    assertTrue(tree.isEmpty());
  }

  @Test
  void shouldLoadOnlyIntoAnEmptyTree() {
    tree.put(key(5), key(6));
    List<Entry> more = List.of(new Entry(key(7), key(8)));
    assertThrows(IllegalStateException.class, () -> tree.load(more.iterator(), 1));
    assertEquals(List.of(new Entry(key(5), key(6))), entries());
    tree.remove(key(5));
    assertEquals(1, tree.load(more.iterator(), 1));
  }

  @Test
  void shouldRefuseAFillFactorThatCannotBe() {
    List<Entry> one = List.of(new Entry(key(7), key(8)));
    for (double fill : new double[] {0.49, 1.01, 0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class, () -> tree.load(one.iterator(), fill), "" + fill);
      assertTrue(String.valueOf(refusal.getMessage()).contains("" + fill), refusal::getMessage);
      assertTrue(tree.isEmpty());
    }
  }

  @Test
  void shouldHoldWhatCameBeforeAKeyOutOfOrder() {
    for (byte[] wrong : List.of(key(398), key(399), key(0), new byte[0])) {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        entries.add(new Entry(key(i), repeat(i, 30)));
      }
      List<Entry> sorted = List.copyOf(entries);
      entries.add(new Entry(wrong, wrong));
      entries.add(new Entry(key(1000), wrong));
      assertThrows(IllegalArgumentException.class, () -> tree.load(entries.iterator(), 0.8));
      assertEquals(sorted, entries());
      store.verify().requireSound();
      tree.clear();
    }
  }

  @Test
  void shouldStaySoundWhenTheEntriesToLoadFail() {
    Iterator<Entry> failing =
        new Iterator<>() {
          private int given;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Entry next() {
            if (given == 500) {
              throw new UnsupportedOperationException("no more");
            }
            return new Entry(key(given), repeat(given++, 50));
          }
        };
    assertThrows(UnsupportedOperationException.class, () -> tree.load(failing, 1));
    store.verify().requireSound();
    tree.put(key(7), key(8));
    assertArrayEquals(key(8), tree.get(key(7)));
    for (Entry entry : entries()) {
      assertArrayEquals(entry.value(), tree.get(entry.key()));
    }
  }

  @Test
  void shouldRefuseToLoadAKeyThatIsTooLong() {
    List<Entry> entries =
        List.of(
            new Entry(key(7), key(8)), new Entry(repeat(0xff, tree.maxKeyLength() + 1), key(8)));
    assertThrows(IllegalArgumentException.class, () -> tree.load(entries.iterator(), 1));
    store.verify().requireSound();
  }

  // ---- figures

  @Test
  void shouldCountWhatItHolds() {
    TreeStats empty = tree.stats();
    assertEquals("tree", empty.name());
    assertEquals(1, empty.height());
    assertEquals(1, empty.levels().size());
    assertEquals(new TreeStats.Level(0, 1, 0, empty.levels().get(0).fill()), empty.levels().get(0));
    byte[] value = repeat(1, variant.maxInlineValue());
    for (int i = 0; i < 40; i++) {
      tree.put(key(i), value);
    }
    TreeStats stats = tree.stats();
    assertEquals(stats.height(), stats.levels().size());
    for (int i = 0; i < stats.height(); i++) {
      TreeStats.Level level = stats.levels().get(i);
      assertEquals(stats.height() - 1 - i, level.level(), "the root's level first");
      assertTrue(level.fill() > 0 && level.fill() <= 1, level::toString);
      long below = i + 1 < stats.height() ? stats.levels().get(i + 1).pages() : 40;
      assertEquals(below, level.cells());
    }
    assertTrue(stats.height() > 1);
    assertEquals(1, stats.levels().get(0).pages());
    assertTrue(stats.counters().splits() > 0);
    for (int i = 0; i < 40; i++) {
      tree.remove(key(i));
    }
    store.tidy();
    assertEquals(1, tree.stats().height());
    assertEquals(0, tree.stats().levels().get(0).cells());
    assertTrue(tree.stats().counters().merges() > 0);
  }

  @Test
  void shouldCountEntriesWhenItVerifies() {
    fill();
    store.tree("other").put(key(1), key(1));
    Verification verification = store.verify();
    assertTrue(verification.isSound(), () -> verification.problems().toString());
    assertEquals(ENTRIES + 1, verification.entries());
    assertTrue(verification.pages() > 0);
  }
}
