package dev.latchtree.stress.order;

import dev.latchtree.buffer.LatchWatch;
import dev.latchtree.buffer.PageGuard;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The latch-order graph of a run: from every page that was held to every page that was got
 * meanwhile by a call that may wait, an edge. A cycle means that threads could wait for each other,
 * whether or not they ever did in this run (rule T1).
 *
 * <p>There are far too many pages for vertices of their own. A vertex is a row of pages, all nodes
 * of a level for example, and one side of it: an edge between neighbours runs from the left side of
 * their row to its right side, and one back would close a cycle; an edge to another row runs from
 * and to both sides. The trees of a store are a row, too.
 *
 * <p>For any number of threads. One records at a time in a JVM.
 */
public final class LatchOrder implements AutoCloseable {

  private static final String LEFT = " left";
  private static final String RIGHT = " right";

  /**
   * An edge.
   *
   * @param from what was held
   * @param to what was got
   */
  private record Edge(String from, String to) implements Comparable<Edge> {
    @Override
    public int compareTo(Edge other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return from + " -> " + to;
    }
  }

  private final Map<Edge, LongAdder> edges = new ConcurrentHashMap<>();

  private LatchOrder() {}

  /** Records until {@link #close}. Checks must be on in this JVM. */
  public static LatchOrder record() {
    LatchOrder order = new LatchOrder();
    LatchWatch.tell(order::taken);
    return order;
  }

  private void taken(int pageSize, List<PageGuard> held, PageGuard taken) {
    Place to = Place.of(taken, pageSize);
    if (!taken.isUnchanged()) {
      return; // it was read without a latch, and is another by now
    }
    for (PageGuard guard : held) {
      Place from = Place.of(guard, pageSize);
      if (from != null && to != null) {
        edges.computeIfAbsent(edge(from, to), edge -> new LongAdder()).increment();
      }
    }
  }

  private static Edge edge(Place from, Place to) {
    if (from.isNode() && to.isNode() && from.tree() != to.tree()) {
      return sideways("tree", Integer.compare(from.tree(), to.tree()));
    }
    return from.isBeside(to)
        ? sideways(from.row(), from.compareTo(to))
        : new Edge(from.row(), to.row());
  }

  private static Edge sideways(String row, int order) {
    return order < 0 ? new Edge(row + LEFT, row + RIGHT) : new Edge(row + RIGHT, row + LEFT);
  }

  /** Edges there are. */
  public int size() {
    return edges.size();
  }

  /** The vertices of a cycle, in its order; empty if there is none. */
  public List<String> cycle() {
    Map<String, Set<String>> next = new TreeMap<>();
    for (Edge edge : edges.keySet()) {
      for (String from : sides(edge.from())) {
        next.computeIfAbsent(from, vertex -> new TreeSet<>()).addAll(sides(edge.to()));
      }
    }
    Set<String> done = new HashSet<>();
    for (String start : next.keySet()) {
      List<String> found = cycle(start, next, done, new ArrayDeque<>());
      if (found != null) {
        return found;
      }
    }
    return List.of();
  }

  /** An edge to or from a row is one of both its sides. */
  private static List<String> sides(String vertex) {
    return vertex.endsWith(LEFT) || vertex.endsWith(RIGHT)
        ? List.of(vertex)
        : List.of(vertex + LEFT, vertex + RIGHT);
  }

  private static @Nullable List<String> cycle(
      String at, Map<String, Set<String>> next, Set<String> done, Deque<String> way) {
    if (way.contains(at)) {
      List<String> found = new ArrayList<>(way);
      return found.subList(found.indexOf(at), found.size());
    }
    if (!done.contains(at)) {
      way.addLast(at);
      for (String to : next.getOrDefault(at, Set.of())) {
        List<String> found = cycle(to, next, done, way);
        if (found != null) {
          return found;
        }
      }
      way.removeLast();
      done.add(at);
    }
    return null;
  }

  /**
   * Throws if there is a cycle.
   *
   * @throws AssertionError naming it, and all edges
   */
  public void requireNoCycle() {
    List<String> cycle = cycle();
    if (!cycle.isEmpty()) {
      throw new AssertionError("latches are waited for in a cycle, " + cycle + ":\n" + describe());
    }
  }

  /** One line for each edge: held, got, how often. */
  public String describe() {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(edges)
        .forEach((edge, count) -> lines.append("  %s  %,d%n".formatted(edge, count.sum())));
    return lines.toString();
  }

  /** Ends the recording; what was recorded stays. */
  @Override
  public void close() {
    LatchWatch.tell(null);
  }
}
