package dev.latchtree.lab;

import dev.latchtree.lab.experiment.Experiment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of {@code ./lab}: every experiment is a subcommand. */
@Command(
    name = "lab",
    description = "Measures LatchTree: every experiment is one command that anyone can repeat.",
    mixinStandardHelpOptions = true,
    subcommands = {
      CompareCommand.class,
      PoolCommand.class,
      FsyncCommand.class,
      LogCommand.class,
      RoadmapCommand.class,
      WriteStressCommand.class,
      CrudCommand.class,
      QuickWinsCommand.class,
      ScaleCommand.class,
      RecoveryCommand.class,
      DurabilityCommand.class,
      ReplayCommand.class,
      StressCommand.class,
      ExploreCommand.class,
      VerifyCommand.class,
      DumpCommand.class,
      CompactCommand.class,
      ZooCommand.class,
      ReportCommand.class,
      JmhCommand.class
    },
    versionProvider = LabVersion.class)
public final class Lab implements Runnable {

  @Spec private CommandSpec spec;
  private String typed;

  public Lab() {
    this("");
  }

  /**
   * One that runs in the place of another.
   *
   * @param typed the line that somebody typed; empty if that is what it will be given to run
   */
  Lab(String typed) {
    this.typed = typed;
  }

  /** The line that made this command run. */
  static String typed(CommandSpec command) {
    return command.root().userObject() instanceof Lab lab ? lab.typed : "./lab " + command.name();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which experiment? See the list below.");
  }

  public static void main(String[] args) {
    System.exit(execute(new CommandLine(new Lab()), null, args));
  }

  /**
   * Runs a command.
   *
   * @param lab a new one
   * @param experiment where the command's choices come from; if {@code null}, from the built-in
   *     experiment that the arguments name
   * @return the exit code
   */
  static int execute(CommandLine lab, @Nullable Experiment experiment, String... args) {
    if (lab.getCommandSpec().userObject() instanceof Lab own && own.typed.isEmpty()) {
      own.typed = Typed.line(List.of(args));
    }
    CommandLine command = args.length == 0 ? null : lab.getSubcommands().get(args[0]);
    if (command != null) {
      List<String> rest = List.of(args).subList(1, args.length);
      ExperimentDefaults.install(command, experiment, rest);
      command.setStopAtPositional(command.getCommandSpec().userObject() instanceof ReplayCommand);
      if (experiment == null) {
        lab.setExecutionStrategy(
            parsed -> {
              Forms.check(command, rest);
              return new CommandLine.RunLast().execute(parsed);
            });
      }
    }
    return lab.execute(args);
  }
}
