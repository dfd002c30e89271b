package dev.latchtree.lab.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON that every measuring command writes; documented in the module's README. */
public final class Results {

  static final int SCHEMA = 1;

  private Results() {}

  /**
   * Puts everything together.
   *
   * @param environment as {@link Environment#describe} gives it
   * @param limits what the machine itself can do, by name, measured in the same run; may be empty
   */
  public static Map<String, Object> of(
      Map<String, Object> environment, Map<String, Object> limits, List<Cell> cells) {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("schema", SCHEMA);
    results.put("environment", environment);
    if (!limits.isEmpty()) {
      results.put("limits", limits);
    }
    results.put("cells", cells.stream().map(Cell::toMap).toList());
    return results;
  }

  /** Shows that {@code file} can be written: better now than after ten minutes. */
  public static void claim(Path file) throws IOException {
    Files.writeString(file, "");
  }

  /** Writes what {@link #of} gave. */
  public static void write(Path file, Map<String, Object> results) throws IOException {
    Files.writeString(file, Json.write(results));
  }
}
