package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.testing.ConcurrentNavigableMapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringSortedMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import com.google.common.collect.testing.testers.MapEntrySetTester;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.List;
import java.util.Map.Entry;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guava's suites for navigable and concurrent maps, over whatever makes trees. */
class MapSuiteTest {

  /** Fewer would mean that features were lost on the way. */
  private static final int LEAST_CASES = 30_000;

  @ParameterizedTest
  @EnumSource(names = "MODEL", mode = EnumSource.Mode.EXCLUDE)
  void shouldBeANavigableAndConcurrentMap(TestTrees.Kind kind) {
    try (TestTrees trees = kind.open()) {
      run(kind.name(), trees::tree);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "OPTIMISTIC_BLINK")
  void shouldBeOneOverPartitionsToo(TestTrees.Kind kind) {
    try (TestTrees trees = kind.open()) {
      run("partitions of " + kind.name(), () -> trees.partitioned(3));
    }
  }

  private static void run(String name, Supplier<LatchTree> trees) {
    TestSuite suite =
        ConcurrentNavigableMapTestSuiteBuilder.using(new Maps(trees))
            .named(name)
            .withFeatures(
                CollectionSize.ANY,
                CollectionFeature.KNOWN_ORDER,
                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                // GENERAL_PURPOSE is put and remove, of entries and collections of them.
                // Absent: null keys, values and queries, as in all concurrent maps of the JDK;
                // FAILS_FAST_ON_CONCURRENT_MODIFICATION, since iterators are weakly consistent;
                // SERIALIZABLE, since a view of a store cannot outlive it.
                MapFeature.GENERAL_PURPOSE)
            // Entries are as they were when read: setValue is refused, as by ConcurrentSkipListMap.
            .suppressing(setValueTests())
            .createTestSuite();
    TestResult result = new TestResult();
    suite.run(result);
    assertEquals(List.of(), describe(result));
    assertTrue(result.runCount() >= LEAST_CASES, () -> result.runCount() + " cases only");
    System.out.println(name + ": " + result.runCount() + " cases");
  }

  private static List<Method> setValueTests() {
    return List.of(
        MapEntrySetTester.getSetValueMethod(),
        MapEntrySetTester.getSetValueWithNullValuesPresentMethod(),
        MapEntrySetTester.getSetValueWithNullValuesAbsentMethod());
  }

  private static List<String> describe(TestResult result) {
    return Stream.of(result.errors(), result.failures())
        .flatMap(found -> Collections.list(found).stream())
        .map(TestFailure::toString)
        .limit(50)
        .toList();
  }

  private static final class Maps extends TestStringSortedMapGenerator {

    private final Supplier<LatchTree> trees;

    Maps(Supplier<LatchTree> trees) {
      this.trees = trees;
    }

    @Override
    protected SortedMap<String, String> create(Entry<String, String>[] entries) {
      SortedMap<String, String> map = trees.get().asMap(Codecs.utf8(), Codecs.utf8());
      for (Entry<String, String> entry : entries) {
        map.put(entry.getKey(), entry.getValue());
      }
      return map;
    }
  }
}
