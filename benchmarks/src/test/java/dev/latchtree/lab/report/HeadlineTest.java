package dev.latchtree.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeadlineTest {

  private static Cell cell(@Nullable String tier, String unit, Double... rounds) {
    return new Cell(
        "e", "put", "x", Map.of(), tier, 1, unit, List.of(rounds), null, null, null, Map.of());
  }

  @Test
  void shouldRefuseARatioBetweenTiers() {
    Cell safe = cell("POWER_SAFE", "ops/s", 1.0);
    Cell fast = cell("PROCESS_SAFE", "ops/s", 9.0);
    Cell none = cell(null, "ops/s", 9.0);
    String message =
        assertThrows(DifferentTiersException.class, () -> Headline.of("put", fast, safe))
            .getMessage();
    assertEquals(
        "put: no ratio between PROCESS_SAFE and POWER_SAFE; compare figures of one durability tier",
        message);
    assertThrows(DifferentTiersException.class, () -> Headline.of("put", none, safe));
    assertThrows(
        DifferentTiersException.class,
        () -> new Headline("put", 1, 1, 1, "MEMORY", "POWER_SAFE", null, true, 1, ""));
    assertEquals(9, Headline.of("put", fast, fast.first(1)).median() * 9);
  }

  @Test
  void shouldRefuseWhatIsNoRatio() {
    Cell some = cell("MEMORY", "ops/s", 1.0);
    assertThrows(
        IllegalArgumentException.class,
        () -> Headline.of("put", some, cell("MEMORY", "ns/op", 1.0)));
    assertThrows(
        IllegalArgumentException.class, () -> Headline.of("put", some, cell("MEMORY", "ops/s")));
    assertThrows(
        IllegalArgumentException.class,
        () -> Headline.of("put", some, cell("MEMORY", "ops/s", 0.0)));
  }

  @Test
  void shouldPairTheRoundsThatBothHave() {
    Headline ratio =
        Headline.of(
            "get",
            cell("MEMORY", "ops/s", 2.0, 3.0, 4.0, 100.0),
            cell("MEMORY", "ops/s", 1.0, 1.0, 1.0));
    assertEquals(3, ratio.rounds());
    assertEquals(3, ratio.median());
    assertEquals("2.00 - 4.00", ratio.spread());
  }

  @Test
  void shouldSayOnWhichSideOfItsTargetARatioIs() {
    Headline ratio = new Headline("get", 1.6, 1.4, 1.8, null, null, null, true, 9, "");
    assertEquals(Verdict.NO_TARGET, ratio.verdict());
    assertEquals(Verdict.MET, ratio.atLeast(1.4).verdict());
    assertEquals(Verdict.CANNOT_SAY, ratio.atLeast(1.5).verdict());
    assertEquals(Verdict.MISSED, ratio.atLeast(1.9).verdict());
    assertEquals(Verdict.MET, ratio.atMost(1.8).verdict());
    assertEquals(Verdict.CANNOT_SAY, ratio.atMost(1.5).verdict());
    assertEquals(Verdict.MISSED, ratio.atMost(1.3).verdict());
    assertEquals("at least 1.50", ratio.atLeast(1.5).boundWords());
    assertTrue(ratio.boundWords().isEmpty());
  }
}
