package dev.latchtree.lab;

import dev.latchtree.lab.upkeep.ClosedStore;
import dev.latchtree.lab.upkeep.Dump;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** Shows what is in a closed store. */
@Command(
    name = "dump",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows what is in a store that nobody has open.",
      "Its trees with the shape and fill of each level, positions of the log, where the bytes on"
          + " disk are. Changes nothing. "
          + UpkeepCommand.EXIT_CODES
    })
final class DumpCommand extends UpkeepCommand {

  @Override
  int work() throws Exception {
    try (ClosedStore closed = ClosedStore.open(directory())) {
      Dump.of(closed).print(out());
      return SOUND;
    }
  }

  @Override
  Supplier<String> progress() {
    return () -> "reading " + directory();
  }
}
