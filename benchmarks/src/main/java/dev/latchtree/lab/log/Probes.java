package dev.latchtree.lab.log;

import dev.latchtree.lab.measure.Interleaved;
import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.report.Cell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The probes of one run, with what they use: logs, files, a log to replay. Closing closes all that
 * was opened.
 */
public final class Probes implements AutoCloseable {

  private final List<Probe> probes = new ArrayList<>();
  private final List<AutoCloseable> resources = new ArrayList<>();

  public Probes() {}

  public void add(Probe probe) {
    probes.add(probe);
  }

  /** Returns {@code resource}, which is closed with all others. */
  public <T extends AutoCloseable> T use(T resource) {
    resources.add(resource);
    return resource;
  }

  /** The names of all, as a filter sees them. */
  public List<String> names() {
    return probes.stream().map(probe -> probe.spec().name()).toList();
  }

  /**
   * Keeps those whose names are wanted. What the disk can do by itself always stays: without it the
   * other figures say little.
   *
   * @return whether any that can be chosen is left
   */
  public boolean keep(Predicate<String> wanted) {
    probes.removeIf(probe -> !isRaw(probe) && !wanted.test(probe.spec().name()));
    return probes.stream().anyMatch(probe -> !isRaw(probe) || wanted.test(probe.spec().name()));
  }

  private static boolean isRaw(Probe probe) {
    return probe.spec().engine().equals(RawSyncProbe.ENGINE);
  }

  public List<Cell> run(Interleaved rounds) throws IOException {
    return rounds.run(probes);
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception e) {
        failure = failure == null ? new IOException(e.getMessage(), e) : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
