package dev.latchtree.stress.scenario;

import dev.latchtree.stress.explore.Explorer;
import dev.latchtree.stress.history.History;
import dev.latchtree.stress.subject.Figures;
import dev.latchtree.stress.subject.Subject;
import dev.latchtree.stress.subject.SubjectMaker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tree whose calls are recorded. Keys are numbers, written at the end of so many equal bytes that
 * the first page of a level has room for a few cells only; the others, which do not store what
 * their keys have in common, for about twice as many.
 */
final class RecordedTree implements AutoCloseable {

  static final int POOL_PAGES = 128;
  private static final String PREFIX = "k".repeat(477);
  private static final int VALUE_LENGTH = 400;

  private final boolean inOneStep;
  private final Subject tree;
  private final History history = new History();
  private final Set<String> touched = ConcurrentHashMap.newKeySet();
  private Map<String, String> first = new HashMap<>();

  RecordedTree(SubjectMaker maker) {
    inOneStep = maker.isOneStep();
    tree = maker.make(Explorer.WAITING, POOL_PAGES);
  }

  // ---- before the threads begin

  void prepare(int from, int to, int step) {
    for (int key = from; key < to; key += step) {
      tree.put(bytes(name(key)), valueBytes("first"));
    }
  }

  /**
   * Puts multiples of ten until the root has as many cells; up to {@code otherwise} if the tree
   * says nothing of its shape.
   */
  void prepareUntilRootHas(int height, int cells, int otherwise) {
    if (!figures().isKnown()) {
      prepare(0, otherwise, 10);
      return;
    }
    for (int key = 0;
        !(figures().height() == height && figures().rootCells() >= cells);
        key += 10) {
      prepare(key, key + 1, 1);
    }
  }

  void unprepare(int key) {
    tree.remove(bytes(name(key)));
  }

  /** From here on calls are recorded. */
  void prepared() {
    tree.tidy();
    tree.requireSound();
    first = content();
    touched.addAll(first.keySet());
  }

  private String touched(int number) {
    String key = name(number);
    touched.add(key);
    return key;
  }

  // ---- calls

  private <T extends @Nullable Object> T call(Supplier<T> call) {
    if (!inOneStep) {
      return call.get();
    }
    // The lock around each call lets nobody see what is in between.
    List<T> answer = new ArrayList<>();
    Explorer.asOneStep(() -> answer.add(call.get()));
    return answer.get(0);
  }

  void get(int number) {
    String key = name(number);
    long begun = history.begin();
    String found = text(call(() -> tree.get(bytes(key))));
    sees("get", begun, key, found);
  }

  private void sees(String what, long begun, String key, @Nullable String found) {
    history.end(
        "%s %s = %s".formatted(what, key, found),
        begun,
        Set.of(key),
        map -> Objects.equals(map.get(key), found));
  }

  void put(int number, String value) {
    String key = touched(number);
    long begun = history.begin();
    call(
        () -> {
          tree.put(bytes(key), valueBytes(value));
          return true;
        });
    history.end(
        "put %s %s".formatted(key, value),
        begun,
        Set.of(key),
        map -> {
          map.put(key, value);
          return true;
        });
  }

  void remove(int number) {
    String key = touched(number);
    long begun = history.begin();
    boolean there = call(() -> tree.remove(bytes(key)));
    history.end(
        "remove %s = %s".formatted(key, there),
        begun,
        Set.of(key),
        map -> (map.remove(key) != null) == there);
  }

  void putIfAbsent(int number, String value) {
    String key = touched(number);
    long begun = history.begin();
    String old = text(call(() -> tree.putIfAbsent(bytes(key), valueBytes(value))));
    history.end(
        "put %s %s if absent = %s".formatted(key, value, old),
        begun,
        Set.of(key),
        map -> Objects.equals(map.putIfAbsent(key, value), old));
  }

  void compareAndSet(int number, String expected, String value) {
    String key = touched(number);
    long begun = history.begin();
    boolean set =
        call(() -> tree.compareAndSet(bytes(key), valueBytes(expected), valueBytes(value)));
    history.end(
        "compare and set %s %s %s = %s".formatted(key, expected, value, set),
        begun,
        Set.of(key),
        map -> map.replace(key, expected, value) == set);
  }

  /** A scan is as many gets, each at some moment of it. */
  void scan(boolean forward) {
    long begun = history.begin();
    Map<String, String> found = call(() -> walk(forward));
    Set<String> all = new HashSet<>(found.keySet());
    all.addAll(touched);
    for (String key : all) {
      sees(forward ? "scan" : "scan backward", begun, key, found.get(key));
    }
  }

  private Map<String, String> walk(boolean forward) {
    TreeMap<String, String> found = new TreeMap<>();
    tree.scan(
        forward,
        (bytes, value) -> {
          String key = keyText(bytes);
          String last = found.isEmpty() ? null : forward ? found.lastKey() : found.firstKey();
          if (last != null && (forward ? last.compareTo(key) >= 0 : last.compareTo(key) <= 0)) {
            throw new AssertionError("a scan shows " + key + " after " + last);
          }
          found.put(key, Objects.requireNonNull(text(value)));
        });
    return found;
  }

  void getAll(int... numbers) {
    List<String> keys = Arrays.stream(numbers).mapToObj(RecordedTree::name).toList();
    long begun = history.begin();
    List<byte @Nullable []> values =
        call(() -> tree.getAll(keys.stream().map(RecordedTree::bytes).toList()));
    List<@Nullable String> found = new ArrayList<>();
    values.forEach(value -> found.add(text(value)));
    history.end(
        "get all %s = %s".formatted(keys, found),
        begun,
        Set.copyOf(keys),
        map -> {
          for (int i = 0; i < keys.size(); i++) {
            if (!Objects.equals(map.get(keys.get(i)), found.get(i))) {
              return false;
            }
          }
          return true;
        });
  }

  /** Puts all keys at one instant; without a value it removes them. */
  void batch(@Nullable String value, int... numbers) {
    List<String> keys = Arrays.stream(numbers).mapToObj(this::touched).toList();
    long begun = history.begin();
    call(
        () -> {
          tree.putAll(
              keys.stream().map(RecordedTree::bytes).toList(),
              value == null ? null : valueBytes(value));
          return true;
        });
    history.end(
        "batch %s %s".formatted(keys, value),
        begun,
        Set.copyOf(keys),
        map -> {
          for (String key : keys) {
            if (value == null) {
              map.remove(key);
            } else {
              map.put(key, value);
            }
          }
          return true;
        });
  }

  // ---- afterwards

  /** Throws unless all answers were right, the tree is sound, and holds what it should. */
  void requireRight() {
    long entries = tree.requireSound();
    Map<String, String> last = content();
    require(last.size() == entries, "a scan shows " + last.size() + " of " + entries);
    history.requireLinearizable(first, last);
    for (String key : last.keySet()) {
      String found = text(tree.get(bytes(key)));
      require(last.get(key).equals(found), key + " is " + found + " by get, not as scanned");
    }
    tree.tidy();
    tree.requireSound();
    Map<String, String> tidied = content();
    require(last.equals(tidied), "tidying made " + tidied + " of " + last);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  Figures figures() {
    return tree.figures();
  }

  private Map<String, String> content() {
    return walk(true);
  }

  @Override
  public void close() {
    tree.close();
  }

  // ---- keys and values

  private static String name(int number) {
    return "%03d".formatted(number);
  }

  private static byte[] bytes(String name) {
    return (PREFIX + name).getBytes(StandardCharsets.US_ASCII);
  }

  private static String keyText(byte[] key) {
    return new String(key, StandardCharsets.US_ASCII).substring(PREFIX.length());
  }

  private static byte[] valueBytes(String value) {
    return padded(value).getBytes(StandardCharsets.US_ASCII);
  }

  private static String padded(String value) {
    return value + ".".repeat(VALUE_LENGTH - value.length());
  }

  private static @Nullable String text(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    String text = new String(value, StandardCharsets.US_ASCII);
    int end = text.indexOf('.');
    require(end >= 0 && text.equals(padded(text.substring(0, end))), "a torn value: " + text);
    return text.substring(0, end);
  }
}
