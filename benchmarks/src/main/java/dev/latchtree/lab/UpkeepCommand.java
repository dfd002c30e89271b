package dev.latchtree.lab;

import dev.latchtree.lab.measure.SlowWork;
import dev.latchtree.lab.upkeep.DamagedStoreException;
import dev.latchtree.lab.upkeep.StoreRefusedException;
import dev.latchtree.pagefile.CorruptPageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * What commands for a closed store have in common: its directory, and what their exit code says. 0:
 * done, 1: the store is damaged, 2: there is none that can be used as asked.
 */
abstract class UpkeepCommand implements Callable<Integer> {

  static final int SOUND = 0;
  static final int DAMAGED = 1;

  static final String EXIT_CODES =
      "Exit code: 0 if all is well, 1 if the store is damaged, 2 if it cannot be used: not a store,"
          + " open elsewhere, or not closed cleanly.";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Directory of the store.")
  private Path directory;

  final Path directory() {
    return directory;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final ParameterException refusal(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  /** Does it; returns the exit code. */
  abstract int work() throws Exception;

  /** What is being done at the moment; asked by another thread. */
  abstract Supplier<String> progress();

  @Override
  public final Integer call() throws Exception {
    try {
      return SlowWork.run(spec.commandLine().getErr(), progress(), this::work);
    } catch (StoreRefusedException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (DamagedStoreException | CorruptPageException e) {
      out().printf("damaged: %s%n", e.getMessage());
      out().flush();
      return DAMAGED;
    }
  }
}
