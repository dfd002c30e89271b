package dev.latchtree.lab;

import dev.latchtree.Verification;
import dev.latchtree.lab.upkeep.ClosedStore;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** Looks at every page of a closed store. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Looks at every page of a store that nobody has open, and names all that is wrong.",
      "Checksums, order, fences, links, levels, leaked pages. Changes nothing. "
          + UpkeepCommand.EXIT_CODES
    })
final class VerifyCommand extends UpkeepCommand {

  @Override
  int work() throws Exception {
    try (ClosedStore closed = ClosedStore.open(directory())) {
      Verification found = closed.store().verify();
      out()
          .printf(
              "%s: %s, %,d trees, %,d pages, %,d entries%n",
              directory(),
              found.isSound()
                  ? "sound"
                  : "DAMAGED, %,d problems".formatted(found.problems().size()),
              closed.store().trees().size(),
              found.pages(),
              found.entries());
      found.problems().forEach(problem -> out().println(problem));
      out().flush();
      return found.isSound() ? SOUND : DAMAGED;
    }
  }

  @Override
  Supplier<String> progress() {
    return () -> "verifying " + directory();
  }
}
