package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LabTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new Lab())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void shouldListItsCommandsOnHelp() {
    assertEquals(0, run("--help"));
    assertTrue(out.toString().contains("pool"), out.toString());
  }

  @Test
  void shouldNameBuildAndJvmOnVersion() {
    assertEquals(0, run("--version"));
    assertTrue(out.toString().contains("LatchTree lab"), out.toString());
    assertTrue(out.toString().contains("JVM "), out.toString());
  }

  @Test
  void shouldAskForACommandAndListThem() {
    assertEquals(2, run());
    assertTrue(err.toString().contains("Which experiment?"), err.toString());
    assertTrue(err.toString().contains("pool"), err.toString());
  }

  @Test
  void shouldNameValueAndLimitsOfABadOption() {
    assertEquals(2, run("pool", "--rounds", "0"));
    assertTrue(err.toString().contains("--rounds must be 1 to 100: 0"), err.toString());
  }

  @Test
  void shouldRefuseAFilterThatLeavesNothing() {
    assertEquals(2, run("pool", "--only", "nonsense"));
    assertTrue(err.toString().contains("'nonsense'"), err.toString());
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
