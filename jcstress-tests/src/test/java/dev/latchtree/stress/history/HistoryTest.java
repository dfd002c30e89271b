package dev.latchtree.stress.history;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a map could have answered passes, what it could not does not. */
class HistoryTest {

  private final History history = new History();

  private void put(long begun, String key, String value) {
    history.end(
        "put " + key + " " + value,
        begun,
        Set.of(key),
        map -> {
          map.put(key, value);
          return true;
        });
  }

  private void get(long begun, String key, @Nullable String found) {
    history.end(
        "get " + key + " = " + found,
        begun,
        Set.of(key),
        map -> Objects.equals(map.get(key), found));
  }

  private void getBoth(long begun, @Nullable String a, @Nullable String b) {
    history.end(
        "get a, b = " + a + ", " + b,
        begun,
        Set.of("a", "b"),
        map -> Objects.equals(map.get("a"), a) && Objects.equals(map.get("b"), b));
  }

  private void assertRefused(Map<String, String> first, Map<String, String> last) {
    AssertionError error =
        assertThrows(AssertionError.class, () -> history.requireLinearizable(first, last));
    assertTrue(String.valueOf(error.getMessage()).contains("no order of these calls"));
  }

  @Test
  void shouldAcceptEitherAnswerWhileAPutIsUnderWay() {
    long putting = history.begin();
    get(history.begin(), "a", null);
    get(history.begin(), "a", "1");
    put(putting, "a", "1");
    history.requireLinearizable(Map.of(), Map.of("a", "1"));
  }

  @Test
  void shouldRefuseToGoBackInTime() {
    long putting = history.begin();
    get(history.begin(), "a", "1");
    get(history.begin(), "a", null);
    put(putting, "a", "1");
    assertRefused(Map.of(), Map.of("a", "1"));
  }

  @Test
  void shouldRefuseAStaleAnswer() {
    put(history.begin(), "a", "1");
    get(history.begin(), "a", null);
    assertRefused(Map.of(), Map.of("a", "1"));
  }

  @Test
  void shouldRefuseALostUpdate() {
    put(history.begin(), "a", "1");
    assertRefused(Map.of("b", "2"), Map.of("b", "2"));
  }

  @Test
  void shouldRefuseAChangeThatNobodyMade() {
    get(history.begin(), "a", null);
    assertRefused(Map.of("b", "2"), Map.of());
  }

  @Test
  void shouldTellOneInstantFromTwo() {
    long putting = history.begin();
    long reading = history.begin();
    put(history.begin(), "a", "1");
    put(history.begin(), "b", "1");
    get(reading, "a", null);
    get(reading, "b", "1");
    put(putting, "c", "1");
    Map<String, String> last = Map.of("a", "1", "b", "1", "c", "1");
    history.requireLinearizable(Map.of(), last);
    getBoth(reading, null, "1");
    assertRefused(Map.of(), last);
  }
}
