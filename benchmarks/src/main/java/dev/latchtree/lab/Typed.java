package dev.latchtree.lab;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The line that somebody typed, as a shell takes it again. */
final class Typed {

  private static final Pattern PLAIN = Pattern.compile("[\\w./:=,@%+-]+");

  private Typed() {}

  /** The lab with these words. */
  static String line(List<String> words) {
    return words.stream().map(Typed::quoted).collect(Collectors.joining(" ", "./lab ", ""));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
