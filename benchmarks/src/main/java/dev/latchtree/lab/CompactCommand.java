package dev.latchtree.lab;

import dev.latchtree.lab.upkeep.Compaction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a closed store anew. */
@Command(
    name = "compact",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes a store that nobody has open anew, with full pages and nothing else.",
      "Into a new directory beside it, which is verified and then takes its place by renames. Needs"
          + " room for both. After a crash at any moment one complete store is there: run it again,"
          + " and it says which, and tidies up. "
          + UpkeepCommand.EXIT_CODES
    })
final class CompactCommand extends UpkeepCommand {

  private static final double LEAST_FILL = 0.5;

  @Option(
      names = "--fill",
      paramLabel = "PART",
      defaultValue = "0.9",
      description = "The part of each page to be used, 0.5 to 1; default ${DEFAULT-VALUE}.")
  private double fill;

  private volatile @Nullable Compaction compaction;

  @Override
  int work() throws Exception {
    if (!(fill >= LEAST_FILL && fill <= 1)) {
      throw refusal("--fill must be 0.5 to 1: " + fill);
    }
    Compaction chosen = new Compaction(directory(), fill);
    compaction = chosen;
    Compaction.Outcome outcome = chosen.run();
    if (!outcome.takenUp().isEmpty()) {
      out().println(outcome.takenUp());
    }
    out()
        .printf(
            "%s: %,d bytes before, %,d after; %,d trees, %,d entries%n",
            directory(),
            outcome.bytesBefore(),
            outcome.bytesAfter(),
            outcome.trees(),
            outcome.entries());
    out().flush();
    return SOUND;
  }

  @Override
  Supplier<String> progress() {
    return () -> {
      Compaction running = compaction;
      return running == null ? "opening" : running.doing();
    };
  }
}
