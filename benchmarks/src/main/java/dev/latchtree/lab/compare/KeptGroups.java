package dev.latchtree.lab.compare;

import dev.latchtree.lab.measure.Scratch;
import dev.latchtree.lab.report.Environment;
import dev.latchtree.lab.report.Json;
import dev.latchtree.lab.report.JsonReader;
import dev.latchtree.lab.report.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The groups of a comparison that are done, in files, so that a run that ended early can be taken
 * up again: by the same commit, on the same machine, with the same options, or not at all.
 */
public final class KeptGroups {

  private static final String DIRECTORY = "partial";
  private static final String SUFFIX = ".json";

  private final Path directory;
  private final String commit;
  private final String configHash;
  private final Map<String, KeptGroup> found = new LinkedHashMap<>();

  private KeptGroups(Path directory, String commit, String configHash) {
    this.directory = directory;
    this.commit = commit;
    this.configHash = configHash;
  }

  /** Keeps groups from now on, and forgets what was kept by another run. */
  public static KeptGroups begin(Path out, Map<String, Object> environment) throws IOException {
    KeptGroups kept = of(out, environment);
    Scratch.remove(kept.directory);
    Files.createDirectories(kept.directory);
    return kept;
  }

  /**
   * Takes up what another run has kept.
   *
   * @throws IllegalArgumentException if there is nothing, or it was measured otherwise
   */
  public static KeptGroups resume(Path out, Map<String, Object> environment) throws IOException {
    KeptGroups kept = of(out, environment);
    if (!Files.isDirectory(kept.directory)) {
      throw new IllegalArgumentException(
          "%s has no %s: nothing was begun there; leave out --resume".formatted(out, DIRECTORY));
    }
    try (var files = Files.list(kept.directory)) {
      for (Path file : files.filter(one -> one.toString().endsWith(SUFFIX)).sorted().toList()) {
        KeptGroup group = Records.fromMap(KeptGroup.class, JsonReader.read(Files.readString(file)));
        kept.requireSame(file, group);
        kept.found.put(group.group(), group);
      }
    }
    return kept;
  }

  private static KeptGroups of(Path out, Map<String, Object> environment) {
    return new KeptGroups(
        out.resolve(DIRECTORY),
        Objects.toString(environment.get("commit")),
        Objects.toString(environment.get("configHash")));
  }

  private void requireSame(Path file, KeptGroup group) {
    if (commit.equals(Environment.UNKNOWN)) {
      throw new IllegalArgumentException(
          "nobody can tell which commit this is, nor whether %s is of the same; run ./lab in a clone, or begin anew without --resume"
              .formatted(file));
    }
    if (!group.commit().equals(commit)) {
      throw new IllegalArgumentException(
          "%s was measured at the commit %s, and this is %s; go back to that, or begin anew without --resume"
              .formatted(file, group.commit(), commit));
    }
    if (!group.configHash().equals(configHash)) {
      throw new IllegalArgumentException(
          "%s was measured with other options, or on another machine or disk (%s, and this is %s); say the same, or begin anew without --resume"
              .formatted(file, group.configHash(), configHash));
    }
  }

  /** What was kept of this group by the run that is taken up. */
  Optional<KeptGroup> find(String group) {
    return Optional.ofNullable(found.get(group));
  }

  /** Keeps one; afterwards it is there as a whole or not at all. */
  void keep(KeptGroup group) throws IOException {
    Path file = directory.resolve(group.group() + SUFFIX);
    Path next = directory.resolve(group.group() + ".next");
    Files.writeString(next, Json.write(Records.toMap(group)));
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Forgets all; the whole is written elsewhere. */
  public void clear() throws IOException {
    Scratch.remove(directory);
  }

  String commit() {
    return commit;
  }

  String configHash() {
    return configHash;
  }
}
