package dev.latchtree.lab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object, asked for by name and type; what is wrong is said with the name.
 */
record Members(String name, Map<?, ?> map) {

  static Members of(String name, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return new Members(name, map);
    }
    throw new IllegalArgumentException("'%s' is no object: %s".formatted(name, value));
  }

  boolean has(String member) {
    return map.containsKey(member);
  }

  Members object(String member) {
    return of(name + "." + member, map.get(member));
  }

  String text(String member) {
    return require(member, maybeText(member), "text");
  }

  @Nullable String maybeText(String member) {
    return map.get(member) instanceof String text ? text : null;
  }

  double number(String member) {
    return require(member, maybeNumber(member), "a number");
  }

  @Nullable Double maybeNumber(String member) {
    return map.get(member) instanceof Double number ? number : null;
  }

  List<Double> numbers(String member) {
    List<Double> numbers = new ArrayList<>();
    if (map.get(member) instanceof List<?> list) {
      for (Object item : list) {
        numbers.add(require(member, item instanceof Double number ? number : null, "numbers"));
      }
    }
    return numbers;
  }

  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    map.forEach((key, value) -> texts.put(key.toString(), value.toString()));
    return texts;
  }

  Map<String, Double> numbers() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    map.keySet().forEach(key -> numbers.put(key.toString(), number(key.toString())));
    return numbers;
  }

  /** All of it; whole numbers as such, but for those further down. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    map.forEach((key, value) -> facts.put(key.toString(), fact(Objects.requireNonNull(value))));
    return facts;
  }

  private static Object fact(Object value) {
    return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15
        ? (Object) number.longValue()
        : value;
  }

  private <T> T require(String member, @Nullable T value, String what) {
    if (value == null) {
      throw new IllegalArgumentException(
          "'%s.%s' is not %s: %s".formatted(name, member, what, map.get(member)));
    }
    return value;
  }
}
