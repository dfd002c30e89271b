package dev.latchtree.lab;

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

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which experiment? See the list below.");
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Lab()).execute(args));
  }
}
