package dev.latchtree.stress.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The bugs there are. */
public final class Zoo {

  private static final String ENDING = ".patch";

  private final List<Bug> bugs;

  private Zoo(List<Bug> bugs) {
    this.bugs = List.copyOf(bugs);
  }

  /**
   * Reads all patches of a source tree.
   *
   * @param home where the modules are
   * @throws PatchException if one of them is not well formed
   */
  public static Zoo of(Path home) throws IOException {
    return in(home.resolve("jcstress-tests").resolve("src").resolve("zoo"));
  }

  /** Reads all patches of a directory. */
  static Zoo in(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    }
    List<Bug> bugs = new java.util.ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      bugs.add(
          BugReader.read(
              name.substring(0, name.length() - ENDING.length()), Files.readAllLines(file)));
    }
    return new Zoo(bugs);
  }

  /** All, by name. */
  public List<Bug> bugs() {
    return bugs;
  }

  /**
   * Those that have this name, or break this rule.
   *
   * @throws IllegalArgumentException if there are none, with what there is
   */
  public List<Bug> only(String nameOrRule) {
    List<Bug> meant = bugs.stream().filter(bug -> bug.isMeantBy(nameOrRule)).toList();
    if (meant.isEmpty()) {
      throw new IllegalArgumentException(
          "no bug has this name, and none breaks a rule of this name: %s; there are %s"
              .formatted(nameOrRule, bugs.stream().map(Bug::name).toList()));
    }
    return meant;
  }
}
