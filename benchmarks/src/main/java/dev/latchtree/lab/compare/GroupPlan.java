package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Mode;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.recovery.DurabilityOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The cells of one group, and what they take.
 *
 * @param group what they belong to
 * @param cells in the order in which they are shown: those of one point stand side by side, and so
 *     run shortly after one another
 * @param rounds of each cell
 * @param length of a round
 */
record GroupPlan(Group group, List<Planned> cells, int rounds, Duration length) {

  /** The settings that say which group a cell belongs to, and what its stores were like. */
  static final String GROUP = "group";

  static final String MODE = "mode";
  static final String ENTRIES = "entries";
  static final String KEY = "key";
  static final String VALUE = "value";
  static final String CACHE = "cache";
  static final String MEMORY = "memory";

  /** Rough figures of a small machine, for plans: entries put a second, and a JVM's start. */
  private static final double FILLED_PER_SECOND = 150_000;

  private static final double START_SECONDS = 2;
  private static final double NANOS_PER_SECOND = 1e9;

  /** A cell mostly is steady after so many windows. */
  private static final double USUAL_WINDOWS = 3;

  /** What is removed again between rounds takes its time, too. */
  private static final double CHANGING = 1.5;

  private static final Duration LONGEST_WINDOW = Duration.ofMillis(300);
  private static final long LOG = DurabilityOptions.DEFAULT_CHECKPOINT_BYTES;
  private static final int BYTES_ON_DISK_PER_BYTE = 6;

  /** One cell. */
  record Planned(Group.Point point, Engine engine, Spec spec) {}

  GroupPlan {
    cells = List.copyOf(cells);
  }

  static GroupPlan of(Group group, int rounds, Duration length, Predicate<String> wanted) {
    List<Planned> cells = new ArrayList<>();
    for (Group.Point point : group.points()) {
      for (Engine engine : group.able()) {
        Spec spec = spec(group, point, engine);
        if (wanted.test(spec.name())) {
          cells.add(new Planned(point, engine, spec));
        }
      }
    }
    return new GroupPlan(group, cells, rounds, length);
  }

  private static Spec spec(Group group, Group.Point point, Engine engine) {
    Map<String, String> settings = new LinkedHashMap<>(engine.settings());
    settings.put(GROUP, group.name());
    settings.put(MODE, group.mode().label());
    settings.put(ENTRIES, String.valueOf(group.entries()));
    settings.put(KEY, group.shape().keys().label());
    settings.put(VALUE, Figures.bytes(group.shape().valueLength()));
    settings.put(CACHE, group.isLimited() ? Figures.bytes(group.cacheBytes()) : "all");
    settings.put(MEMORY, MemoryBudget.of(engine, group).inMebibytes());
    return new Spec(
        point.workload().label(),
        engine.engine(),
        settings,
        engine.tier(group.mode()).name(),
        point.threads(),
        point.workload().unit());
  }

  /** Those who have a cell, in the group's order. */
  List<Engine> engines() {
    return group.able().stream()
        .filter(engine -> cells.stream().anyMatch(cell -> cell.engine == engine))
        .toList();
  }

  /** In which a cell warms up. */
  Duration window() {
    Duration half = length.dividedBy(2);
    return half.compareTo(LONGEST_WINDOW) < 0 ? half : LONGEST_WINDOW;
  }

  /** How long it will take, roughly. */
  double seconds() {
    double seconds =
        engines().size() * (START_SECONDS + group.stores() * group.entries() / FILLED_PER_SECOND);
    for (Planned cell : cells) {
      double each =
          (USUAL_WINDOWS + 1) * window().toNanos() / NANOS_PER_SECOND
              + rounds * length.toNanos() / NANOS_PER_SECOND;
      seconds += each * (cell.point.workload().changesKeys() ? CHANGING : 1);
    }
    return seconds;
  }

  /** Memory that all its processes together may take, in bytes. */
  long memoryBytes() {
    return engines().stream().mapToLong(engine -> MemoryBudget.of(engine, group).total()).sum();
  }

  /** Memory that the largest of its processes may take, in bytes. */
  long processBytes() {
    return engines().stream()
        .mapToLong(engine -> MemoryBudget.of(engine, group).total())
        .max()
        .orElse(0);
  }

  /**
   * Its engines in as few parts as their order allows, so that the processes of each part fit into
   * memory together.
   *
   * @param memory that there is, in bytes
   */
  List<List<Engine>> parts(long memory) {
    List<List<Engine>> parts = new ArrayList<>();
    long left = 0;
    for (Engine engine : engines()) {
      long needed = MemoryBudget.of(engine, group).total();
      if (parts.isEmpty() || needed > left) {
        parts.add(new ArrayList<>());
        left = memory;
      }
      parts.get(parts.size() - 1).add(engine);
      left -= needed;
    }
    return parts;
  }

  /** What a reader must know if the group is measured in parts. */
  Optional<String> note(long memory) {
    int parts = parts(memory).size();
    return parts < 2
        ? Optional.empty()
        : Optional.of(
            "%s: its processes take %d MiB together, and there are %d: its engines are measured in %d parts, one after the other, and ratios between parts are not of rounds that ran side by side; fewer --entries or --engines do without."
                .formatted(group.name(), memoryBytes() >> 20, memory >> 20, parts));
  }

  /** Room on disk that all its stores together may take, in bytes. */
  long diskBytes() {
    if (group.mode() == Mode.MEMORY) {
      return 0;
    }
    double data = (double) group.entries() * group.entryBytes();
    return (long) (engines().size() * group.stores() * (LOG + BYTES_ON_DISK_PER_BYTE * data));
  }
}
