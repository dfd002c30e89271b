package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.KeyShape;
import dev.latchtree.lab.engine.Mode;
import dev.latchtree.lab.engine.Shape;
import dev.latchtree.lab.experiment.Block;
import dev.latchtree.lab.experiment.Choice;
import dev.latchtree.lab.workload.Workload;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cells that are measured together, round by round; ratios are taken within a group only. In a file
 * it is a section:
 *
 * <pre>
 * title      in a few words                                    the section's name
 * engines    names, whole or one half of each, or all          needed
 * workloads  names                                             needed
 * threads    how many at a time, each 1 to 128                 needed
 * mode       memory, relaxed, durable                          memory
 * entries    in each store, 1000 to 100000000                  1000000
 * keys       number (8 bytes), url (45 to 63)                  number
 * value      bytes of a value, 8 to 65536                      100
 * cache      memory for pages: 64MiB, 1GiB, or all             all: everything fits
 * </pre>
 *
 * @param name of the section
 * @param title in a few words
 * @param engines who is asked; not all of them need to be able
 * @param points what they do
 * @param mode what they do with what they are given
 * @param entries in each store
 * @param shape of the entries
 * @param cacheBytes memory for pages; {@link #ALL} if everything is to fit
 */
public record Group(
    String name,
    String title,
    List<Engine> engines,
    List<Point> points,
    Mode mode,
    int entries,
    Shape shape,
    long cacheBytes) {

  /** A cache in which everything fits. */
  static final long ALL = 0;

  public static final int MOST_THREADS = 128;
  public static final int LEAST_ENTRIES = 1_000;
  public static final int MOST_ENTRIES = 100_000_000;

  private static final int USUAL_ENTRIES = 1_000_000;
  private static final int LARGEST_VALUE = 1 << 16;
  private static final Pattern CACHE = Pattern.compile("(\\d{1,6})(MiB|GiB)");

  private static final List<String> NAMES =
      List.of(
          "title", "engines", "workloads", "threads", "mode", "entries", "keys", "value", "cache");

  /** A workload done by some threads. */
  record Point(Workload workload, int threads) {}

  public Group {
    engines = List.copyOf(engines);
    points = List.copyOf(points);
  }

  /** Reads a section. */
  static Group of(Block section) {
    section.allow(NAMES);
    List<Engine> engines =
        section.require("engines").someOf(Engines::named, Engines.labels()).stream()
            .flatMap(Collection::stream)
            .distinct()
            .toList();
    List<Workload> workloads =
        section
            .require("workloads")
            .someOf(Workload::named, labels(Workload.values(), Workload::label));
    List<Integer> threads = section.require("threads").integers(1, MOST_THREADS);
    return new Group(
        section.name(),
        section.find("title").map(Choice::value).orElse(section.name()),
        engines,
        points(workloads, threads),
        section
            .find("mode")
            .map(choice -> choice.oneOf(Mode::named, labels(Mode.values(), Mode::label)))
            .orElse(Mode.MEMORY),
        section
            .find("entries")
            .map(choice -> choice.integer(LEAST_ENTRIES, MOST_ENTRIES))
            .orElse(USUAL_ENTRIES),
        new Shape(
            section
                .find("keys")
                .map(
                    choice ->
                        choice.oneOf(KeyShape::named, labels(KeyShape.values(), KeyShape::label)))
                .orElse(KeyShape.NUMBER),
            section
                .find("value")
                .map(choice -> choice.integer(Long.BYTES, LARGEST_VALUE))
                .orElse(Shape.USUAL.valueLength())),
        section
            .find("cache")
            .map(
                choice ->
                    choice.oneOf(
                        Group::cache, List.of("all", "whole numbers of MiB or GiB, like 64MiB")))
            .orElse(ALL));
  }

  private static Optional<Long> cache(String words) {
    if (words.equals("all")) {
      return Optional.of(ALL);
    }
    Matcher matcher = CACHE.matcher(words);
    return matcher.matches() && Long.parseLong(matcher.group(1)) > 0
        ? Optional.of(
            Long.parseLong(matcher.group(1)) << (matcher.group(2).equals("GiB") ? 30 : 20))
        : Optional.empty();
  }

  private static <T> List<String> labels(T[] values, Function<T, String> label) {
    return Arrays.stream(values).map(label).toList();
  }

  private static List<Point> points(List<Workload> workloads, List<Integer> threads) {
    return workloads.stream()
        .flatMap(workload -> threads.stream().distinct().map(count -> new Point(workload, count)))
        .toList();
  }

  /** The same with other choices, where there are any. */
  Group with(Overrides overrides) {
    return new Group(
        name,
        title,
        overrides.engines().isEmpty()
            ? engines
            : engines.stream().filter(overrides.engines()::contains).toList(),
        points(
            points.stream()
                .map(Point::workload)
                .distinct()
                .filter(
                    workload ->
                        overrides.workloads().isEmpty() || overrides.workloads().contains(workload))
                .toList(),
            overrides.threads().isEmpty()
                ? points.stream().map(Point::threads).distinct().toList()
                : overrides.threads()),
        mode,
        overrides.entries() > 0 ? overrides.entries() : entries,
        shape,
        cacheBytes);
  }

  /** Those who can be what is asked for. */
  public List<Engine> able() {
    return engines.stream().filter(engine -> engine.supports(mode, shape)).toList();
  }

  /** Those who cannot. */
  public List<Engine> leftOut() {
    return engines.stream().filter(engine -> !engine.supports(mode, shape)).toList();
  }

  boolean isLimited() {
    return cacheBytes != ALL;
  }

  /** Stores of each engine: one whose keys stay, and one that may be half as large again. */
  double stores() {
    double stores = 0;
    if (points.stream().anyMatch(point -> point.workload.changesKeys())) {
      stores += 1.5;
    }
    if (points.stream().anyMatch(point -> !point.workload.changesKeys())) {
      stores += 1;
    }
    return stores;
  }

  /** What keys and values of one entry take at most. */
  int entryBytes() {
    return shape.keys().length() + shape.valueLength();
  }
}
