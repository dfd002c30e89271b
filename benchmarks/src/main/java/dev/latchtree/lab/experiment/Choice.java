package dev.latchtree.lab.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One line {@code name = value}.
 *
 * @param source the file
 * @param line its number, from 1
 * @param name never empty
 * @param value never empty
 */
public record Choice(String source, int line, String name, String value) {

  private static final String SEPARATOR = ",";

  /** What stands between the commas. */
  public List<String> values() {
    List<String> values = Arrays.stream(value.split(SEPARATOR, -1)).map(String::strip).toList();
    if (values.contains("")) {
      throw refuse("'%s' has nothing between two commas".formatted(value));
    }
    return values;
  }

  /** A list as options take it: without blanks. */
  public String joined() {
    return String.join(SEPARATOR, values());
  }

  /** A whole number. */
  public int integer(int least, int most) {
    return integer(value, least, most);
  }

  /** Whole numbers, each within these bounds. */
  public List<Integer> integers(int least, int most) {
    return values().stream().map(one -> integer(one, least, most)).toList();
  }

  private int integer(String text, int least, int most) {
    try {
      int number = Integer.parseInt(text.replace("_", ""));
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw noNumber(text, least, most);
    }
    throw noNumber(text, least, most);
  }

  private ExperimentException noNumber(String text, int least, int most) {
    return refuse("'%s' is no whole number from %d to %d".formatted(text, least, most));
  }

  /**
   * One of a few things that have names.
   *
   * @param named what has this name
   * @param names all that there are
   */
  public <T> T oneOf(Function<String, Optional<T>> named, List<String> names) {
    return find(value, named, names);
  }

  /** Several of a few things that have names, in the order of the line, none twice. */
  public <T> List<T> someOf(Function<String, Optional<T>> named, List<String> names) {
    List<T> found = new ArrayList<>();
    for (String one : values()) {
      T thing = find(one, named, names);
      if (found.contains(thing)) {
        throw refuse("'%s' is there twice".formatted(one));
      }
      found.add(thing);
    }
    return found;
  }

  private <T> T find(String text, Function<String, Optional<T>> named, List<String> names) {
    return named
        .apply(text)
        .orElseThrow(
            () -> refuse("there is no '%s'%s".formatted(text, Nearest.among(names, text))));
  }

  /** Says what is wrong with the value. */
  public ExperimentException refuse(String problem) {
    return new ExperimentException(source, line, name + ": " + problem);
  }
}
