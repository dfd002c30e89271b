package dev.latchtree.lab.experiment;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The choices of a head or a section.
 *
 * @param source the file
 * @param line where it begins, from 1
 * @param name of the section; empty for the head
 * @param choices by name, in the order of the file
 */
public record Block(String source, int line, String name, Map<String, Choice> choices) {

  public Block {
    choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
  }

  public Optional<Choice> find(String choice) {
    return Optional.ofNullable(choices.get(choice));
  }

  /**
   * The choice of this name.
   *
   * @throws ExperimentException if there is none
   */
  public Choice require(String choice) {
    return find(choice)
        .orElseThrow(
            () -> new ExperimentException(source, line, "%s needs '%s'".formatted(what(), choice)));
  }

  /**
   * Refuses every choice that has none of these names.
   *
   * @throws ExperimentException with the nearest name
   */
  public void allow(Collection<String> names) {
    for (Choice choice : choices.values()) {
      if (!names.contains(choice.name())) {
        throw new ExperimentException(
            source,
            choice.line(),
            "%s has no '%s'%s"
                .formatted(what(), choice.name(), Nearest.among(names, choice.name())));
      }
    }
  }

  private String what() {
    return name.isEmpty() ? "the head" : "[" + name + "]";
  }
}
