package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Engines by their names, as options and files have them. */
public final class Engines {

  private static final String ALL = "all";

  private Engines() {}

  /** Those of a whole name or one half of it; {@code all} are all. */
  public static Optional<List<Engine>> named(String name) {
    List<Engine> engines =
        Arrays.stream(Engine.values())
            .filter(engine -> name.equals(ALL) || engine.isNamed(name))
            .toList();
    return Optional.of(engines).filter(some -> !some.isEmpty());
  }

  /** All whole names. */
  public static List<String> labels() {
    return Arrays.stream(Engine.values()).map(Engine::label).toList();
  }
}
