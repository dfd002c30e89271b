package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabTest {

  private final LabRun lab = new LabRun();

  @Test
  void shouldListItsCommandsOnHelp() {
    assertEquals(0, lab.run("--help"));
    assertTrue(lab.out().contains("pool"), lab.out());
  }

  @Test
  void shouldNameBuildAndJvmOnVersion() {
    assertEquals(0, lab.run("--version"));
    assertTrue(lab.out().contains("LatchTree lab"), lab.out());
    assertTrue(lab.out().contains("JVM "), lab.out());
  }

  @Test
  void shouldAskForACommandAndListThem() {
    assertEquals(2, lab.run());
    assertTrue(lab.err().contains("Which experiment?"), lab.err());
    assertTrue(lab.err().contains("pool"), lab.err());
  }

  @Test
  void shouldNameValueAndLimitsOfABadOption() {
    assertEquals(2, lab.run("pool", "--rounds", "0"));
    assertTrue(lab.err().contains("--rounds must be 1 to 100: 0"), lab.err());
  }

  @Test
  void shouldRefuseAFilterThatLeavesNothing() {
    assertEquals(2, lab.run("pool", "--only", "nonsense"));
    assertTrue(lab.err().contains("'nonsense'"), lab.err());
  }

  @Test
  void shouldTakeTheMedianOfEvenAndOddRounds() {
    assertEquals(2, cell(3.0, 1.0, 2.0).median());
    assertEquals(2.5, cell(3.0, 1.0, 2.0, 4.0).median());
    assertEquals(1, cell(3.0, 1.0).min());
    assertEquals(3, cell(3.0, 1.0).max());
  }

  @Test
  void shouldWriteJsonThatCanBeReadBack() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "a \"quoted\"\n\\ line");
    value.put("numbers", List.of(1, 2.5));
    value.put("empty", Map.of());
    assertEquals(
        """
        {
          "text": "a \\"quoted\\"\\u000a\\\\ line",
          "numbers": [1, 2.5],
          "empty": {}
        }
        """,
        Json.write(value));
    assertThrows(IllegalArgumentException.class, () -> Json.write(Double.NaN));
  }

  private static Cell cell(Double... rounds) {
    return new Cell("e", "w", "engine", Map.of(), 1, "ns/op", List.of(rounds));
  }
}
