package dev.latchtree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a {@code TreeMap} cannot show: codecs that throw, foreign bytes, changes meanwhile. */
@ParameterizedClass
@EnumSource
class MapViewTest {

  private static final byte[] NOT_UTF8 = {(byte) 0xff};

  private final TestTrees trees;
  private final LatchTree tree;
  private final ConcurrentNavigableMap<String, String> map;

  MapViewTest(TestTrees.Kind kind) {
    trees = kind.open();
    tree = trees.tree();
    map = tree.asMap(Codecs.utf8(), Codecs.utf8());
  }

  @AfterEach
  void close() {
    trees.close();
  }

  /** A codec that does not know one word. */
  private static final class Refusing implements Codec<String> {

    static final String WORD = "refused";

    @Override
    public byte[] encode(String object) {
      return checked(object).getBytes(UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
      return checked(new String(bytes, UTF_8));
    }

    private static String checked(String object) {
      if (object.equals(WORD)) {
        throw new UnsupportedOperationException(WORD);
      }
      return object;
    }
  }

  private List<Entry> content(LatchTree tree) {
    List<Entry> entries = new ArrayList<>();
    try (Cursor cursor = tree.cursor()) {
      while (cursor.next()) {
        entries.add(cursor.entry());
      }
    }
    return entries;
  }

  private void refused(Consumer<ConcurrentNavigableMap<String, String>> operation) {
    List<Entry> before = content(tree);
    ConcurrentNavigableMap<String, String> refusing = tree.asMap(new Refusing(), new Refusing());
    assertThrows(UnsupportedOperationException.class, () -> operation.accept(refusing));
    assertEquals(before, content(tree));
  }

  @Test
  void shouldLeaveTheTreeAsItWasWhenACodecCannotEncode() {
    map.put("a", "1");
    String word = Refusing.WORD;
    refused(m -> m.put(word, "1"));
    refused(m -> m.put("a", word));
    refused(m -> m.putIfAbsent("b", word));
    refused(m -> m.replace("a", word));
    refused(m -> m.replace("a", "1", word));
    refused(m -> m.replace("a", word, "2"));
    refused(m -> m.remove(word));
    refused(m -> m.remove("a", word));
    refused(m -> m.compute("a", (k, v) -> word));
    refused(m -> m.computeIfAbsent("b", k -> word));
    refused(m -> m.computeIfPresent("a", (k, v) -> word));
    refused(m -> m.merge("a", "2", (a, b) -> word));
    refused(m -> m.replaceAll((k, v) -> word));
    refused(m -> m.putAll(Map.of("c", word)));
    refused(m -> m.subMap("a", word));
    refused(m -> assertTrue(m.containsValue(word)));
  }

  @Test
  void shouldLeaveTheTreeAsItWasWhenACodecCannotDecode() {
    map.put("a", Refusing.WORD);
    refused(m -> m.get("a"));
    refused(m -> m.put("a", "1"));
    refused(m -> m.putIfAbsent("a", "1"));
    refused(m -> m.replace("a", "1"));
    refused(m -> m.remove("a"));
    refused(m -> m.compute("a", (k, v) -> "1"));
    refused(m -> m.computeIfAbsent("a", k -> "1"));
    refused(m -> m.computeIfPresent("a", (k, v) -> null));
    refused(m -> m.merge("a", "1", (a, b) -> "2"));
    refused(m -> m.replaceAll((k, v) -> "1"));
    refused(m -> m.values().removeIf(v -> true));
    refused(ConcurrentNavigableMap::pollFirstEntry);
    refused(ConcurrentNavigableMap::pollLastEntry);
    refused(m -> m.values().iterator().next());
  }

  @Test
  void shouldGetRidOfWhatCannotBeDecoded() {
    map.put("a", Refusing.WORD);
    ConcurrentNavigableMap<String, String> refusing = tree.asMap(new Refusing(), new Refusing());
    assertEquals("a", refusing.firstKey());
    assertTrue(refusing.keySet().remove("a"));
    assertTrue(refusing.isEmpty());
  }

  @Test
  void shouldLeaveTheTreeAsItWasWhenAFunctionThrows() {
    map.put("a", "1");
    for (String key : List.of("a", "b")) {
      assertThrows(
          IllegalStateException.class,
          () ->
              map.compute(
                  key,
                  (k, v) -> {
                    throw new IllegalStateException();
                  }));
    }
    assertEquals(Map.of("a", "1"), map);
  }

  @Test
  void shouldEndThoughTheCodecEncodesOtherwiseThanWhatIsThere() {
    byte[] key = "a".getBytes(UTF_8);
    tree.put(key, NOT_UTF8);
    assertEquals("\ufffd!", map.compute("a", (k, v) -> v + "!"));
    tree.put(key, NOT_UTF8);
    assertEquals("\ufffd?", map.merge("a", "?", String::concat));
    tree.put(key, NOT_UTF8);
    map.replaceAll((k, v) -> "2");
    assertEquals("2", map.get("a"));
    tree.put(NOT_UTF8, NOT_UTF8);
    map.replaceAll((k, v) -> "3");
    assertArrayEquals(new byte[] {'3'}, tree.get(NOT_UTF8));
    tree.put(NOT_UTF8, NOT_UTF8);
    assertEquals("\ufffd", map.pollLastEntry().getKey());
    map.keySet().removeIf(k -> true);
    assertTrue(tree.isEmpty());
  }

  @Test
  void shouldCompareValuesByTheirBytes() {
    ConcurrentNavigableMap<byte[], byte[]> bytes = tree.asMap(Codecs.bytes(), Codecs.bytes());
    byte[] key = {1};
    bytes.put(key, new byte[] {2});
    assertTrue(bytes.containsValue(new byte[] {2}));
    assertTrue(bytes.entrySet().contains(Map.entry(key, new byte[] {2})));
    assertTrue(bytes.replace(key, new byte[] {2}, new byte[] {3}));
    assertFalse(bytes.remove(key, new byte[] {2}));
    assertTrue(bytes.values().remove(new byte[] {3}));
    assertTrue(bytes.isEmpty());
  }

  @Test
  void shouldRefuseNull() {
    map.put("a", "1");
    String none = none();
    for (Consumer<Map<String, String>> operation :
        List.<Consumer<Map<String, String>>>of(
            m -> m.get(none),
            m -> assertTrue(m.containsKey(none)),
            m -> assertTrue(m.containsValue(none)),
            m -> m.put(none, "1"),
            m -> m.put("a", none),
            m -> m.putIfAbsent("a", none),
            m -> m.replace("a", none),
            m -> m.replace("a", none, "2"),
            m -> m.remove(none),
            m -> m.remove("a", none),
            m -> m.merge("a", none, String::concat),
            m -> m.replaceAll((k, v) -> none),
            m -> map.subMap(none, "b"),
            m -> map.headMap(none),
            m -> map.higherKey(none))) {
      assertThrows(NullPointerException.class, () -> operation.accept(map));
    }
    assertEquals(Map.of("a", "1"), map);
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T none() {
    return null;
  }

  @Test
  @SuppressWarnings("CollectionIncompatibleType")
  void shouldPassOnWhatACodecThrowsForAWrongClass() {
    assertThrows(ClassCastException.class, () -> map.get(1));
    assertThrows(ClassCastException.class, () -> map.remove(1));
    assertThrows(ClassCastException.class, () -> map.containsValue(1));
  }

  @Test
  void shouldPassOnThatAKeyIsTooLong() {
    String key = "k".repeat(tree.maxKeyLength() + 1);
    assertThrows(IllegalArgumentException.class, () -> map.put(key, "1"));
    assertThrows(IllegalArgumentException.class, () -> map.merge(key, "1", String::concat));
    assertNull(map.get(key));
    assertTrue(map.headMap(key, true).isEmpty());
  }

  @Test
  void shouldRefuseToStoreOutsideOfAPart() {
    map.put("d", "1");
    ConcurrentNavigableMap<String, String> part = map.subMap("b", false, "c", true);
    for (String key : List.of("a", "b", "c\0", "d")) {
      assertThrows(IllegalArgumentException.class, () -> part.put(key, "2"));
      assertThrows(IllegalArgumentException.class, () -> part.putAll(Map.of(key, "2")));
      assertThrows(IllegalArgumentException.class, () -> part.computeIfAbsent(key, k -> "2"));
      assertNull(part.computeIfPresent(key, (k, v) -> "2"));
      assertFalse(part.remove(key, "1"));
      assertNull(part.remove(key));
    }
    part.put("b\0", "3");
    part.put("c", "4");
    assertEquals(Map.of("d", "1", "b\0", "3", "c", "4"), map);
    part.clear();
    assertEquals(Map.of("d", "1"), map);
  }

  @Test
  void shouldGiveEntriesAsTheyWere() {
    map.put("a", "1");
    Map.Entry<String, String> entry = map.firstEntry();
    map.put("a", "2");
    assertEquals(Map.entry("a", "1"), entry);
    assertThrows(UnsupportedOperationException.class, () -> entry.setValue("3"));
  }

  @Test
  void shouldGoOnWhileOthersWrite() {
    List<String> stay = IntStream.range(0, 300).mapToObj("k%03d"::formatted).toList();
    stay.forEach(key -> map.put(key, "1"));
    map.put("k150+", "goes");
    Iterator<String> keys = map.keySet().iterator();
    List<String> seen = new ArrayList<>(List.of(keys.next()));
    map.remove("k150+");
    map.put("a", "comes before");
    map.put("z", "comes after");
    keys.forEachRemaining(seen::add);
    assertEquals(seen.stream().sorted().distinct().toList(), seen);
    assertTrue(seen.containsAll(stay), seen::toString);
    assertFalse(seen.contains("a"));
  }

  @Test
  void shouldReturnWhatWasPromisedThoughItIsGone() {
    map.put("a", "1");
    Iterator<Map.Entry<String, String>> entries = map.entrySet().iterator();
    assertTrue(entries.hasNext());
    map.clear();
    assertEquals(Map.entry("a", "1"), entries.next());
    assertFalse(entries.hasNext());
  }

  @Test
  void shouldNotPromiseStreamsASize() {
    IntStream.range(0, 300).forEach(i -> map.put("k%03d".formatted(i), "" + i));
    for (Collection<?> view : List.of(map.keySet(), map.entrySet(), map.values())) {
      Spliterator<?> elements = view.spliterator();
      assertFalse(elements.hasCharacteristics(Spliterator.SIZED));
      assertTrue(elements.hasCharacteristics(Spliterator.CONCURRENT));
    }
    assertEquals(300 * 299 / 2, map.values().parallelStream().mapToInt(Integer::parseInt).sum());
    // A stream that had believed in 300 elements would fail now.
    List<String> seen = map.keySet().stream().peek(key -> map.remove("k299")).toList();
    assertTrue(seen.containsAll(map.keySet()), seen::toString);
    assertEquals(299, map.size());
  }

  @Test
  void shouldHaveTheOrderOfBytes() {
    String beyondSurrogates = "\uffee";
    String pair = "\ud83d\ude00";
    map.put(pair, "1");
    map.put(beyondSurrogates, "2");
    assertEquals(List.of(beyondSurrogates, pair), List.copyOf(map.keySet()));
    assertTrue(map.comparator().compare(beyondSurrogates, pair) < 0);
    assertTrue(map.descendingMap().comparator().compare(beyondSurrogates, pair) > 0);
  }

  @Test
  void shouldReadNoValuesForKeys() {
    tree.put("a".getBytes(UTF_8), Refusing.WORD.getBytes(UTF_8));
    ConcurrentNavigableMap<String, String> refusing = tree.asMap(new Refusing(), new Refusing());
    assertEquals(List.of("a"), List.copyOf(refusing.keySet()));
    assertEquals("a", refusing.ceilingKey("a"));
    assertEquals("a", refusing.keySet().pollFirst());
  }
}
