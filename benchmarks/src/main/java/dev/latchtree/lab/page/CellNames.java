package dev.latchtree.lab.page;

import dev.latchtree.lab.report.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Short names for cells that are shown together: what all have in common is left out. */
final class CellNames {

  private final boolean manyEngines;
  private final Set<String> varying = new LinkedHashSet<>();

  CellNames(List<Cell> together) {
    manyEngines = together.stream().map(Cell::engine).distinct().count() > 1;
    Map<String, Set<String>> values = new LinkedHashMap<>();
    for (Cell cell : together) {
      cell.settings().keySet().forEach(name -> values.put(name, new LinkedHashSet<>()));
    }
    values.forEach(
        (name, found) -> {
          together.forEach(cell -> found.add(cell.settings().getOrDefault(name, "")));
          // an engine's own settings tell nothing new if each engine has one value
          if (found.size() > 1 && saysMoreThanTheEngine(name, together)) {
            varying.add(name);
          }
        });
  }

  private static boolean saysMoreThanTheEngine(String name, List<Cell> together) {
    Map<String, String> first = new LinkedHashMap<>();
    return together.stream()
        .anyMatch(
            cell -> {
              String value = cell.settings().getOrDefault(name, "");
              String before = first.putIfAbsent(cell.engine(), value);
              return before != null && !before.equals(value);
            });
  }

  /** The engine, if there are several, and the settings in which they differ. */
  String of(Cell cell) {
    List<String> words = new ArrayList<>();
    if (manyEngines || varying.isEmpty()) {
      words.add(cell.engine());
    }
    for (String name : varying) {
      String value = cell.settings().get(name);
      if (value != null) {
        words.add(
            !value.isEmpty() && Character.isLetter(value.charAt(0)) ? value : name + " " + value);
      }
    }
    return words.isEmpty() ? cell.engine() : String.join(" ", words);
  }

  /** All settings, for tables. */
  static String settings(Cell cell) {
    List<String> words = new ArrayList<>();
    cell.settings().forEach((name, value) -> words.add(name + "=" + value));
    return String.join(", ", words);
  }
}
