package dev.latchtree.lab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON strictly, into maps, lists, strings, doubles and booleans; so that tests do not take
 * the writer's word for it.
 */
public final class JsonReader {

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /** Reads a text that is one object and nothing else. */
  public static Map<?, ?> read(String text) {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value();
    reader.skipBlanks();
    if (reader.at != text.length() || !(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("not one object, or something behind it: " + reader.at);
    }
    return map;
  }

  private Object value() {
    skipBlanks();
    char first = text.charAt(at);
    if (first == '{') {
      return object();
    } else if (first == '[') {
      return array();
    } else if (first == '"') {
      return string();
    } else if (take("true")) {
      return true;
    } else if (take("false")) {
      return false;
    }
    return number();
  }

  private Map<String, Object> object() {
    Map<String, Object> map = new LinkedHashMap<>();
    expect('{');
    skipBlanks();
    if (take("}")) {
      return map;
    }
    do {
      skipBlanks();
      String name = string();
      skipBlanks();
      expect(':');
      if (map.put(name, value()) != null) {
        throw new IllegalArgumentException("twice: " + name);
      }
      skipBlanks();
    } while (take(","));
    expect('}');
    return map;
  }

  private List<Object> array() {
    List<Object> list = new ArrayList<>();
    expect('[');
    skipBlanks();
    if (take("]")) {
      return list;
    }
    do {
      list.add(value());
      skipBlanks();
    } while (take(","));
    expect(']');
    return list;
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    expect('"');
    while (text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c == '\\') {
        char escaped = text.charAt(at++);
        if (escaped == 'u') {
          c = (char) Integer.parseInt(text.substring(at, at + 4), 16);
          at += 4;
        } else if (escaped == '"' || escaped == '\\') {
          c = escaped;
        } else {
          throw new IllegalArgumentException("escape at " + at);
        }
      } else if (c < ' ') {
        throw new IllegalArgumentException("control character at " + at);
      }
      string.append(c);
    }
    expect('"');
    return string.toString();
  }

  private double number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return Double.parseDouble(text.substring(start, at));
  }

  private boolean take(String expected) {
    if (text.startsWith(expected, at)) {
      at += expected.length();
      return true;
    }
    return false;
  }

  private void expect(char expected) {
    if (text.charAt(at) != expected) {
      throw new IllegalArgumentException("no '" + expected + "' at " + at);
    }
    at++;
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
