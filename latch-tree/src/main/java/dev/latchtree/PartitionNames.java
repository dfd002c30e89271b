package dev.latchtree;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The names of a partitioned tree's partitions, which are all that a store remembers of it: {@code
 * NAME#0} to {@code NAME#(n-1)}.
 *
 * <p>They are created from the last to the first. So the greatest number tells how many there are
 * to be even if the creation was cut off, and it was cut off if there is no {@code NAME#0}.
 */
final class PartitionNames {

  static final int MAX_PARTITIONS = 1024;

  private static final char MARK = '#';

  private PartitionNames() {}

  /** All names, in order of their numbers. */
  static List<String> of(String tree, int partitions) {
    return IntStream.range(0, partitions).mapToObj(number -> tree + MARK + number).toList();
  }

  /**
   * Refuses to open a tree with another number of partitions than it has.
   *
   * @param present the names of all trees there are
   * @return whether all partitions are there; else none or the last ones are
   * @throws IllegalArgumentException if {@code partitions} is not allowed, or not what there is
   * @throws IllegalStateException if partitions are missing that must have been there
   */
  static boolean check(String tree, int partitions, Collection<String> present) {
    if (partitions < 1 || partitions > MAX_PARTITIONS) {
      throw new IllegalArgumentException(
          "%d partitions: 1 to %d are allowed".formatted(partitions, MAX_PARTITIONS));
    }
    int known = known(tree, present);
    if (known == 0) {
      return false;
    }
    if (known != partitions) {
      throw new IllegalArgumentException(
          "tree %s has %d partitions and cannot be opened with %d: its keys lie where %d put them"
              .formatted(tree, known, partitions, known));
    }
    List<String> missing =
        of(tree, partitions).stream().filter(name -> !present.contains(name)).toList();
    boolean complete = present.contains(tree + MARK + 0);
    if (complete && !missing.isEmpty()) {
      throw new IllegalStateException(
          "tree %s lacks %s: dropped one by one?".formatted(tree, missing));
    }
    return complete;
  }

  private static int known(String tree, Collection<String> present) {
    return IntStream.rangeClosed(1, MAX_PARTITIONS)
        .filter(count -> present.contains(tree + MARK + (count - 1)))
        .max()
        .orElse(0);
  }
}
