package dev.latchtree.lab.measure;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that run classes of ours, with the flags and the class path of this one. */
public final class ChildJvm {

  private ChildJvm() {}

  /**
   * One that is not started yet. What the JVM itself prints goes to its standard error.
   *
   * @param heap its size in bytes, from the beginning
   */
  public static ProcessBuilder of(Class<?> main, long heap, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+DisplayVMOutputToStderr");
    command.addAll(inheritedFlags());
    command.add("-Xms" + heap);
    command.add("-Xmx" + heap);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /** What this JVM was started with, but for its own memory, agents and class path. */
  private static List<String> inheritedFlags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-Xm") && !flag.startsWith("-javaagent"))
        .filter(flag -> !flag.startsWith("-agent") && !flag.startsWith("-Xrun"))
        .toList();
  }
}
