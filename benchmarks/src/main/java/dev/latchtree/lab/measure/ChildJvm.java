package dev.latchtree.lab.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that run classes of ours, with the flags and the class path of this one. */
public final class ChildJvm {

  /**
   * LMDB's Java side writes addresses into buffers; and direct buffers, where an engine keeps all
   * it has in them, would else be bounded by the heap, which is small for such an engine.
   */
  private static final List<String> FOR_PEERS =
      List.of(
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "-XX:MaxDirectMemorySize=" + Long.MAX_VALUE);

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
    command.addAll(FOR_PEERS);
    command.addAll(inheritedFlags());
    command.add("-Xms" + heap);
    command.add("-Xmx" + heap);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /**
   * Runs one to its end with checks and yield points on, and passes on what it says. Whoever
   * interrupts this process waits until the other one, which is interrupted too, has had its say.
   *
   * @return its exit code
   */
  public static int runChecked(Class<?> main, long heap, List<String> arguments, PrintWriter out)
      throws IOException {
    ProcessBuilder builder = of(main, heap, arguments);
    builder.command().addAll(1, List.of("-Dlatchtree.yieldPoints=true", "-Dlatchtree.checks=true"));
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Thread lastWords = new Thread(() -> process.onExit().join());
    Runtime.getRuntime().addShutdownHook(lastWords);
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        out.println(line);
        out.flush();
      }
      int code = process.waitFor();
      Runtime.getRuntime().removeShutdownHook(lastWords);
      return code;
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a process was running", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** What this JVM was started with, but for its own memory, agents and class path. */
  private static List<String> inheritedFlags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-Xm") && !flag.startsWith("-javaagent"))
        .filter(flag -> !flag.startsWith("-agent") && !flag.startsWith("-Xrun"))
        .toList();
  }
}
