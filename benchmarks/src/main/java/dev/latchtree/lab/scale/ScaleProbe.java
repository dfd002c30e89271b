package dev.latchtree.lab.scale;

import dev.latchtree.lab.measure.Dialogue;
import dev.latchtree.lab.measure.LatencyRecorder;
import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One cell: a workload by some threads, in the process of one variant. */
final class ScaleProbe implements Probe {

  /** What is not timed is over by then. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final Spec spec;
  private final ScaleWorkload workload;
  private final Dialogue process;
  private final Duration warmUp;

  /**
   * For one cell.
   *
   * @param warmUp beside the one that all cells get; zero for those whose code another cell of the
   *     process has warmed up
   */
  ScaleProbe(Spec spec, ScaleWorkload workload, Dialogue process, Duration warmUp) {
    this.spec = spec;
    this.workload = workload;
    this.process = process;
    this.warmUp = warmUp;
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public void prepare() throws IOException {
    if (!warmUp.isZero()) {
      ask(warmUp);
    }
  }

  @Override
  public Sample run(Duration length) throws IOException {
    List<String> answer = ask(length);
    Map<String, Double> counts = new LinkedHashMap<>();
    for (String word : answer.subList(2, answer.size())) {
      int equals = word.indexOf('=');
      counts.put(word.substring(0, equals), Double.valueOf(word.substring(equals + 1)));
    }
    return new Sample(
        Double.parseDouble(answer.get(0)), LatencyRecorder.ofText(answer.get(1)), null, 0L, counts);
  }

  private List<String> ask(Duration length) throws IOException {
    return process.ask(
        List.of(workload.name(), String.valueOf(spec.threads()), "" + length.toNanos()),
        PATIENCE.plus(length));
  }
}
