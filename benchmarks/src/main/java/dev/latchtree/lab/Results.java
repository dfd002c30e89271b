package dev.latchtree.lab;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON that every measuring command writes; documented in the module's README. */
final class Results {

  static final int SCHEMA = 1;

  private Results() {}

  static Map<String, Object> of(String configuration, List<Cell> cells) {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("schema", SCHEMA);
    results.put("environment", Environment.describe(configuration));
    results.put("cells", cells.stream().map(Cell::toMap).toList());
    return results;
  }
}
