package dev.latchtree.lab.report;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON that every measuring command writes; documented in the module's README. */
public final class Results {

  static final int SCHEMA = 1;

  private static final String HASH = "configHash";

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
    Object hash = environment.get(HASH);
    results.put("cells", cells.stream().map(cell -> row(cell, hash)).toList());
    return results;
  }

  private static Map<String, Object> row(Cell cell, @Nullable Object hash) {
    Map<String, Object> row = cell.toMap();
    if (hash != null) {
      row.put(HASH, hash);
    }
    return row;
  }

  /**
   * Reads what {@link #write} wrote, whoever called it.
   *
   * @throws IllegalArgumentException if it is something else; names the file and what is wrong
   */
  public static Measurements read(Path file) throws IOException {
    try {
      return measurements(JsonReader.read(Files.readString(file)));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " is no JSON: it is not even text", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s has no results of the lab: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Measurements measurements(Map<?, ?> map) {
    Object schema = map.get("schema");
    if (!(schema instanceof Number number) || number.intValue() != SCHEMA) {
      throw new IllegalArgumentException(
          schema == null
              ? "it has no 'schema'; results are what commands write with --json"
              : "its schema is %s, and this lab reads %d".formatted(schema, SCHEMA));
    }
    List<Cell> cells = new ArrayList<>();
    if (map.get("cells") instanceof List<?> rows) {
      for (Object row : rows) {
        cells.add(new CellReader(Members.of("cells", row)).cell());
      }
    }
    Map<String, Object> environment =
        map.containsKey("environment")
            ? Members.of("environment", map.get("environment")).facts()
            : Map.of();
    Map<String, Object> limits =
        map.containsKey("limits") ? Members.of("limits", map.get("limits")).facts() : Map.of();
    Map<?, ?> report = map.get("report") instanceof Map<?, ?> found ? found : Map.of();
    return new Measurements(environment, limits, cells, report);
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
