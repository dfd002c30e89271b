package dev.latchtree.lab.report;

import java.util.Iterator;
import java.util.Map;

/** Writes maps, iterables, strings, numbers and booleans as JSON, indented for reading. */
public final class Json {

  private final StringBuilder text = new StringBuilder();

  private Json() {}

  public static String write(Object value) {
    Json json = new Json();
    json.value(value, "\n");
    return json.text.append('\n').toString();
  }

  private void value(Object value, String line) {
    if (value instanceof Map<?, ?> map) {
      members(map, line);
    } else if (value instanceof Iterable<?> items) {
      items(items, line);
    } else if (value instanceof Double number && !Double.isFinite(number)) {
      throw new IllegalArgumentException("JSON has no " + number);
    } else if (value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else {
      string(value.toString());
    }
  }

  private void members(Map<?, ?> map, String line) {
    String separator = "{";
    for (Map.Entry<?, ?> member : map.entrySet()) {
      text.append(separator).append(line).append("  ");
      string(member.getKey().toString());
      text.append(": ");
      value(member.getValue(), line + "  ");
      separator = ",";
    }
    text.append(map.isEmpty() ? "{}" : line + "}");
  }

  private void items(Iterable<?> items, String line) {
    text.append('[');
    for (Iterator<?> rest = items.iterator(); rest.hasNext(); ) {
      value(rest.next(), line + "  ");
      text.append(rest.hasNext() ? ", " : "");
    }
    text.append(']');
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        default -> {
          if (c < ' ' || isHalf(value, i)) {
            text.append("\\u%04x".formatted((int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  /** Whether half of a pair stands alone: no file could hold it as it is. */
  private static boolean isHalf(String value, int at) {
    char c = value.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
  }
}
