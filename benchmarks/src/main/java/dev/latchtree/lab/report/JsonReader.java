package dev.latchtree.lab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON strictly, into maps, lists, strings, doubles and booleans. A member that is {@code
 * null} is left out, as writers do with what does not apply.
 */
public final class JsonReader {

  /** What people write by hand or by program is flat; deeper is an attack or a mistake. */
  private static final int MAX_DEPTH = 64;

  private static final int HEX = 16;
  private static final int HEX_DIGITS = 4;

  /** Stands for {@code null} until its owner leaves it out. */
  private static final Object NOTHING = new Object();

  private final String text;
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads a text that is one object and nothing else.
   *
   * @throws IllegalArgumentException if it is not; with the line
   */
  public static Map<?, ?> read(String text) {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value();
    reader.skipBlanks();
    if (!(value instanceof Map<?, ?> map)) {
      throw reader.wrong("not an object");
    }
    if (reader.at != text.length()) {
      throw reader.wrong("something behind the end");
    }
    return map;
  }

  private IllegalArgumentException wrong(String what) {
    long line = text.substring(0, Math.min(at, text.length())).lines().count();
    return new IllegalArgumentException("line %d: %s".formatted(Math.max(1, line), what));
  }

  private char next() {
    if (at >= text.length()) {
      throw wrong("it ends in the middle");
    }
    return text.charAt(at);
  }

  private Object value() {
    skipBlanks();
    char first = next();
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
    } else if (take("null")) {
      return NOTHING;
    }
    return number();
  }

  private Map<String, Object> object() {
    Map<String, Object> map = new LinkedHashMap<>();
    enter('{');
    if (!take("}")) {
      do {
        skipBlanks();
        String name = string();
        skipBlanks();
        expect(':');
        Object value = value();
        if (value != NOTHING && map.put(name, value) != null) {
          throw wrong("twice: " + name);
        }
        skipBlanks();
      } while (take(","));
      expect('}');
    }
    depth--;
    return map;
  }

  private List<Object> array() {
    List<Object> list = new ArrayList<>();
    enter('[');
    if (!take("]")) {
      do {
        Object value = value();
        if (value == NOTHING) {
          throw wrong("a null in a list");
        }
        list.add(value);
        skipBlanks();
      } while (take(","));
      expect(']');
    }
    depth--;
    return list;
  }

  private void enter(char bracket) {
    expect(bracket);
    if (++depth > MAX_DEPTH) {
      throw wrong("more than " + MAX_DEPTH + " brackets deep");
    }
    skipBlanks();
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    expect('"');
    while (next() != '"') {
      char c = text.charAt(at++);
      if (c < ' ') {
        throw wrong("a control character in a string");
      }
      string.append(c == '\\' ? escaped() : c);
    }
    expect('"');
    return string.toString();
  }

  private char escaped() {
    char c = next();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex();
      default -> throw wrong("an unknown escape: \\" + c);
    };
  }

  private char hex() {
    int code = 0;
    for (int i = 0; i < HEX_DIGITS; i++) {
      int digit = Character.digit(next(), HEX);
      if (digit < 0) {
        throw wrong("an escape without four hexadecimal digits");
      }
      code = code * HEX + digit;
      at++;
    }
    return (char) code;
  }

  private double number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    try {
      return Double.parseDouble(text.substring(start, at));
    } catch (NumberFormatException e) {
      throw wrong("no value: '" + text.substring(start, Math.min(text.length(), at + 1)) + "'");
    }
  }

  private boolean take(String expected) {
    if (text.startsWith(expected, at)) {
      at += expected.length();
      return true;
    }
    return false;
  }

  private void expect(char expected) {
    if (next() != expected) {
      throw wrong("no '" + expected + "' where one must be");
    }
    at++;
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }
}
