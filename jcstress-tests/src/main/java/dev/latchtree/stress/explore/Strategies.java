package dev.latchtree.stress.explore;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Strategies by their names. */
public final class Strategies {

  private static final Pattern NAME =
      Pattern.compile("([a-z]+)(\\d+)?(?:\\.(\\d+))?/(-?\\d+)(?:/([a-z0-9]+))?(?:@(\\d+))?");

  private Strategies() {}

  /** Takes the way that this seed chooses, anybody going next. */
  public static Strategy random(long seed) {
    return new RandomWalk(seed);
  }

  /** Like {@code way}, but the power fails after so many steps. */
  public static Strategy cutAt(long step, Strategy way) {
    return new PowerCut(way, step);
  }

  /**
   * The strategy whose {@link Strategy#name()} this is.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Strategy named(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw noStrategy(name);
    }
    try {
      Strategy way = way(name, parts);
      return parts.group(6) == null ? way : new PowerCut(way, Long.parseLong(parts.group(6)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(noStrategy(name).getMessage(), e);
    }
  }

  private static Strategy way(String name, Matcher parts) {
    long seed = Long.parseLong(parts.group(4));
    String number = parts.group(2);
    String steps = parts.group(3);
    String choices = parts.group(5);
    switch (parts.group(1)) {
      case RandomWalk.KIND -> {
        if (number == null && steps == null && choices == null) {
          return new RandomWalk(seed);
        }
      }
      case Priorities.KIND -> {
        if (number != null && steps != null && choices == null) {
          return new Priorities(Integer.parseInt(number), Long.parseLong(steps), seed);
        }
      }
      case Choices.KIND -> {
        if (number != null && steps == null) {
          List<Integer> listed = choices == null ? List.of() : Choices.decode(choices);
          return new Choices(Integer.parseInt(number), seed, listed);
        }
      }
      default -> {}
    }
    throw noStrategy(name);
  }

  private static IllegalArgumentException noStrategy(String name) {
    return new IllegalArgumentException(
        "no strategy '%s'; they look like random/17, pct3.250/17@90, exhaustive2/17/5b3c"
            .formatted(name));
  }
}
