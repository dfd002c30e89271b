package dev.latchtree.lab.scale;

import dev.latchtree.lab.measure.Interleaved;
import dev.latchtree.lab.report.Cell;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures a plan and makes its maps; any thread may ask what is complete so far. */
public final class ScaleRun {

  private final ScalePlan plan;
  private final Duration length;
  private final PrintWriter progress;
  private final Interleaved rounds;

  /** Of maps that are made. Guarded by this. */
  private final List<Cell> mapped = new ArrayList<>();

  /**
   * Starts nothing yet.
   *
   * @param count of rounds
   * @param length of each round of each cell, and of each map
   */
  public ScaleRun(ScalePlan plan, int count, Duration length, PrintWriter progress) {
    this.plan = plan;
    this.length = length;
    this.progress = progress;
    rounds = new Interleaved(ScalePlan.EXPERIMENT, count, length, progress);
  }

  /**
   * Does all of it.
   *
   * @param measured whether there are rounds, and not only maps
   * @param scratch for files while it runs
   */
  public List<Cell> all(boolean measured, Path scratch) throws IOException {
    if (measured) {
      plan.run(rounds, scratch, length);
    }
    plan.maps(progress, scratch, length, this::add);
    return soFar();
  }

  private synchronized void add(LatchMap map) {
    mapped.addAll(map.cells());
  }

  /** Complete rounds, and maps that are made. */
  public synchronized List<Cell> soFar() {
    List<Cell> all = new ArrayList<>(rounds.soFar());
    all.addAll(mapped);
    return all;
  }
}
