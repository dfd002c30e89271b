package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The map of a tree, and parts of parts of it in both directions, against a {@code TreeMap}. */
@ParameterizedClass
@EnumSource
class MapModelTest {

  private static final int KEYS = 40;
  private static final int ROUNDS = 80;

  private final SplittableRandom random = new SplittableRandom(TestSeed.of(this));
  private final TestTrees trees;

  MapModelTest(TestTrees.Kind kind) {
    trees = kind.open();
  }

  @AfterEach
  void close() {
    trees.close();
  }

  /** Something done with a map, which answers something that can be compared. */
  private interface Operation extends Function<NavigableMap<Integer, Integer>, @Nullable Object> {}

  /** The same view of the tree and of the model. */
  private record Pair(NavigableMap<Integer, Integer> map, NavigableMap<Integer, Integer> model) {

    /** Does it to both, and compares what they return or throw, and what is there afterwards. */
    void same(String what, Operation operation) {
      assertEquals(outcome(operation, model), outcome(operation, map), () -> what + ": " + model);
      assertEquals(new ArrayList<>(model.entrySet()), new ArrayList<>(map.entrySet()), what);
    }

    private static @Nullable Object outcome(
        Operation operation, NavigableMap<Integer, Integer> map) {
      try {
        return operation.apply(map);
      } catch (RuntimeException thrown) {
        return thrown.getClass();
      }
    }
  }

  @Test
  void shouldDoWhatATreeMapDoes() {
    int parts = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Pair whole = new Pair(trees.tree().asMap(Codecs.ints(), Codecs.ints()), new TreeMap<>());
      for (int i = random.nextInt(KEYS); i > 0; i--) {
        int key = key();
        whole.same("put " + key, map -> map.put(key, key));
      }
      List<Pair> views = new ArrayList<>(List.of(whole));
      for (int i = 0; i < 12; i++) {
        addPart(views);
      }
      parts += views.size() - 1;
      for (int step = 0; step < 60; step++) {
        operate(one(views));
        one(views).same("size", NavigableMap::size);
      }
    }
    assertTrue(parts > ROUNDS * 3, "parts that both allow: " + parts);
  }

  private int key() {
    return random.nextInt(-KEYS / 2, KEYS / 2);
  }

  private Pair one(List<Pair> views) {
    return views.get(random.nextInt(views.size()));
  }

  /** Takes a part of a view, of which both must think the same: that it is one, or that not. */
  private void addPart(List<Pair> views) {
    Pair pair = one(views);
    int from = key();
    int to = key();
    boolean fromInclusive = random.nextBoolean();
    boolean toInclusive = random.nextBoolean();
    Function<NavigableMap<Integer, Integer>, NavigableMap<Integer, Integer>> part =
        switch (random.nextInt(4)) {
          case 0 -> NavigableMap::descendingMap;
          case 1 -> map -> map.headMap(to, toInclusive);
          case 2 -> map -> map.tailMap(from, fromInclusive);
          default -> map -> map.subMap(from, fromInclusive, to, toInclusive);
        };
    pair.same("part " + from + fromInclusive + to + toInclusive, part::apply);
    if (Pair.outcome(part::apply, pair.model) instanceof NavigableMap<?, ?>) {
      views.add(new Pair(part.apply(pair.map), part.apply(pair.model)));
    }
  }

  private void operate(Pair pair) {
    int key = key();
    int value = random.nextInt(4);
    int other = random.nextInt(4);
    boolean inclusive = random.nextBoolean();
    int operation = random.nextInt(34);
    Operation what =
        switch (operation) {
          case 0 -> map -> map.put(key, value);
          case 1 -> map -> map.remove(key);
          case 2 -> map -> map.get(key);
          case 3 -> map -> map.putIfAbsent(key, value);
          case 4 -> map -> map.replace(key, value);
          case 5 -> map -> map.replace(key, other, value);
          case 6 -> map -> map.remove(key, value);
          case 7 -> map -> map.merge(key, value, (a, b) -> a + b > 4 ? null : a + b);
          case 8 -> map -> map.compute(key, (k, v) -> v == null || v > 1 ? value : null);
          case 9 -> map -> map.compute(key, (k, v) -> null);
          case 10 -> map -> map.computeIfAbsent(key, k -> inclusive ? value : null);
          case 11 -> map -> map.computeIfPresent(key, (k, v) -> inclusive ? v + 1 : null);
          case 12 -> map -> map.lowerEntry(key);
          case 13 -> map -> map.floorKey(key);
          case 14 -> map -> map.ceilingEntry(key);
          case 15 -> map -> map.higherKey(key);
          case 16 -> NavigableMap::firstEntry;
          case 17 -> NavigableMap::lastEntry;
          case 18 -> NavigableMap::firstKey;
          case 19 -> NavigableMap::lastKey;
          case 20 -> NavigableMap::pollFirstEntry;
          case 21 -> NavigableMap::pollLastEntry;
          case 22 -> map -> map.navigableKeySet().pollFirst();
          case 23 -> map -> map.descendingKeySet().pollFirst();
          case 24 -> map -> map.keySet().remove(key);
          case 25 -> map -> map.values().remove(value);
          case 26 -> map -> map.values().removeIf(v -> v == value);
          case 27 -> map -> map.entrySet().removeIf(e -> e.getKey() + e.getValue() == key);
          case 28 -> map -> List.copyOf(map.navigableKeySet().headSet(key, inclusive));
          case 29 -> map -> map.containsValue(value) + " " + map.containsKey(key);
          case 30 -> map -> replaceAll(map, value);
          case 31 -> map -> Integer.signum(order(map, key, value));
          case 32 -> map -> map.keySet().stream().sorted().toList();
          default -> map -> map.equals(pair.model) && map.hashCode() == pair.model.hashCode();
        };
    pair.same("operation " + operation + " with " + key + ", " + value, what);
  }

  private static @Nullable Object replaceAll(NavigableMap<Integer, Integer> map, int value) {
    map.replaceAll((k, v) -> (k + v + value) & 3);
    return null;
  }

  /** The order of two keys, given by a comparator or, without one, their own. */
  private static int order(NavigableMap<Integer, Integer> map, int a, int b) {
    var comparator = map.comparator();
    return comparator == null ? Integer.compare(a, b) : comparator.compare(a, b);
  }
}
