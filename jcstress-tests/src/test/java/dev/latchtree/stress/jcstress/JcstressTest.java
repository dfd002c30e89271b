package dev.latchtree.stress.jcstress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs the jcstress suites and judges what they print. Two actors meet only while both have a
 * processor, so a build runs nothing beside these.
 *
 * <p>{@code jcstress.mode} is a preset of jcstress, for all tests. {@code sanity}, {@code quick}
 * and {@code default} are cut down to one configuration for each test: both actors compiled alike,
 * no variants of the JVM, one fork. {@code default} keeps the iterations of the preset; {@code
 * tough} runs in full, which takes days. Without the property the mode is {@value
 * JcstressMode#BUILD}, what a build can wait for: {@link #MOST_TELLING} in {@code quick}, beside
 * {@link JcstressSanityTest}. {@code jcstress.filter} picks tests by a regular expression.
 */
@Tag("alone")
class JcstressTest {

  private static final String PACKAGE = "dev.latchtree.stress.jcstress.";

  /** Some of each subject, those of the tree under the two protocols with most to go wrong. */
  private static final Set<String> MOST_TELLING =
      Set.of(
          "DirtyClearStress.ClearByVersion",
          "LatchUpgradeStress.TwoUpgrades",
          "LatchWakeUpStress.ExclusiveWaitsForExclusive",
          "OptimisticReadStress.ValidatedTwice",
          "PageDirtyStress.WriterAndEvictor",
          "PageEvictionStress.OptimisticReader",
          "PageReuseStress.ReaderFromParent",
          "LogHandOverStress.Group",
          "LogPublicationStress.ReaderOfTheDurableEnd",
          "TreeBatchGetAllStress.OptimisticBlink",
          "TreeCursorMergeStress.Blink",
          "TreeEvictionStress.OptimisticBlink",
          "TreeMergeStress.OptimisticBlink",
          "TreeSplitStress.Blink",
          "TreeTwoSplitsStress.OptimisticBlink");

  @Test
  void shouldStillHaveTheMostTellingTests() throws IOException {
    Set<String> gone = new TreeSet<>(mostTelling());
    gone.removeAll(CompiledTests.actorsByName(JcstressMode.ALL).keySet());
    assertEquals(Set.of(), gone);
  }

  @Test
  void shouldPass() throws IOException, InterruptedException {
    Set<String> chosen = CompiledTests.actorsByName(JcstressMode.FILTER).keySet();
    if (!JcstressMode.MODE.equals(JcstressMode.BUILD)) {
      new JcstressRun(JcstressMode.FILTER, JcstressMode.MODE, "jcstress").requirePass(chosen);
      return;
    }
    Set<String> telling = new TreeSet<>(mostTelling());
    telling.retainAll(chosen);
    assumeFalse(telling.isEmpty(), "the filter leaves none of them");
    new JcstressRun(anyOf(telling), JcstressRun.QUICK, "jcstress").requirePass(telling);
  }

  private static Set<String> mostTelling() {
    return MOST_TELLING.stream().map(PACKAGE::concat).collect(Collectors.toSet());
  }

  private static String anyOf(Set<String> tests) {
    return tests.stream()
        .map(test -> test.replace(".", "\\."))
        .collect(Collectors.joining("|", "^(", ")$"));
  }
}
