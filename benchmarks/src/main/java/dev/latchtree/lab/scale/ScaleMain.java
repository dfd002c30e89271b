package dev.latchtree.lab.scale;

import dev.latchtree.lab.measure.Dialogue;
import dev.latchtree.lab.scale.ScaleBench.Round;
import dev.latchtree.spi.LatchProtocol;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The process of one variant.
 *
 * <pre>
 * WORKLOAD THREADS NANOS    FIGURE LATENCIES NAME=COUNT ...
 * </pre>
 */
final class ScaleMain {

  private ScaleMain() {}

  /** Arguments: the protocol, the wait strategy, how many entries. */
  public static void main(String[] arguments) throws IOException {
    Variant variant = new Variant(LatchProtocol.valueOf(arguments[0]), Waits.valueOf(arguments[1]));
    try (ScaleBench bench = ScaleBench.open(variant, Integer.parseInt(arguments[2]))) {
      Dialogue.answerAll(words -> answer(bench, words));
    }
  }

  private static List<String> answer(ScaleBench bench, List<String> words) {
    Round round =
        bench.run(
            ScaleWorkload.valueOf(words.get(0)),
            Integer.parseInt(words.get(1)),
            Duration.ofNanos(Long.parseLong(words.get(2))));
    List<String> answer = new ArrayList<>();
    answer.add(String.valueOf(round.figure()));
    answer.add(round.latency().toText());
    round.counts().forEach((name, count) -> answer.add(name + '=' + count));
    return answer;
  }
}
