package dev.latchtree.lab;

import dev.latchtree.lab.stress.StressPlan;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.stress.soak.Soak;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All that can be wrong with a protocol, looked for as long as one likes. */
@Command(
    name = "stress",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Threads at full speed, interleavings and crashes, in turn, until the time is over.",
      "Every answer is checked for linearizability, the tree for soundness, recovered stores for what"
          + " they had promised, and the order of latches for cycles. Ends with 1 at the first"
          + " violation, with a minimal history and the command that goes through it again."
    })
final class StressCommand implements Callable<Integer> {

  private static final int MOST_THREADS = 256;
  private static final double MOST_MINUTES = 10_000;
  private static final String ALL = "all";

  @Spec private CommandSpec spec;

  @Option(
      names = "--protocol",
      paramLabel = "P,...",
      split = ",",
      defaultValue = "OPTIMISTIC_BLINK",
      description =
          "Protocols one after the other, 'all' of them, or names of classes that implement"
              + " SubjectMaker and are on LAB_CLASSPATH; default ${DEFAULT-VALUE}.")
  private List<String> protocols;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "8",
      description = "Threads at full speed, 1 to 256; default ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "1",
      description = "For each protocol, 0.01 to 10000; default ${DEFAULT-VALUE}.")
  private double minutes;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Ends after so many rounds, even if there is time left.")
  private @Nullable Long rounds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the first round; by default another one each time.")
  private @Nullable Long seed;

  @Option(
      names = "--only",
      paramLabel = "PART,...",
      split = ",",
      description = "threads, interleavings, crashes; by default all.")
  private @Nullable List<String> only;

  @Override
  public Integer call() throws IOException {
    MeasureOptions.requireRange(spec.commandLine(), "--threads", threads, 1, MOST_THREADS);
    if (!(minutes >= 0.01 && minutes <= MOST_MINUTES)) {
      throw new ParameterException(
          spec.commandLine(), "--minutes must be 0.01 to 10000: " + minutes);
    }
    if (rounds != null && rounds < 1) {
      throw new ParameterException(spec.commandLine(), "--rounds must be 1 or more: " + rounds);
    }
    try {
      StressPlan plan =
          new StressPlan(
              protocols.equals(List.of(ALL))
                  ? Arrays.stream(LatchProtocol.values()).map(Enum::name).toList()
                  : protocols,
              new HashSet<>(only == null ? Soak.parts() : only),
              threads,
              minutes * 60,
              rounds == null ? Long.MAX_VALUE : rounds,
              seed == null ? System.nanoTime() >>> 1 : seed);
      return plan.run(spec.commandLine().getOut());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
