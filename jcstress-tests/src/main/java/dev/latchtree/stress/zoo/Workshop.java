package dev.latchtree.stress.zoo;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where suites run: a directory for their classes, temporary files and output, and the JVMs that
 * are running. Closing it, or stopping this JVM (Ctrl-C), ends these and removes the directory. The
 * JVMs also end by themselves when this one is gone in any other way.
 */
final class Workshop implements AutoCloseable {

  /** Less than this, and a suite may fail for want of it. */
  private static final long LEAST_SPACE = 512L << 20;

  private static final String MAIN = "dev.latchtree.stress.zoo.SuiteMain";
  private static final long PATIENCE_SECONDS = 10;

  private final House house;
  private final Path directory;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private final Thread hook = new Thread(this::stop, "zoo-removal");
  private volatile boolean stopped;

  /**
   * Makes one.
   *
   * @param parent of its directory; made if it is not there
   */
  Workshop(House house, Path parent) throws IOException {
    this.house = house;
    directory = Files.createTempDirectory(Files.createDirectories(parent), "zoo-");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** A directory of one run, which does not exist yet. */
  Path bench(String name) {
    return directory.resolve(name);
  }

  /**
   * Runs a suite and waits until it has ended, or is ended because of the limit.
   *
   * @param mutant classes that stand in front of all others, or null for the engine as it is
   * @param bench a directory for this run alone
   */
  SuiteResult run(Suite suite, @Nullable Path mutant, Path bench, Duration limit)
      throws IOException, InterruptedException {
    requireSpace();
    Path temporary = Files.createDirectories(bench.resolve("tmp"));
    Path result = bench.resolve("result");
    Path output = bench.resolve("output");
    List<Path> classPath = new ArrayList<>();
    if (mutant != null) {
      classPath.add(mutant);
    }
    classPath.addAll(house.testClassPath(suite.module()));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags());
    command.addAll(suite.arguments());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-Dlatchtree.build=" + bench); // for suites that leave reports
    command.add("-cp");
    command.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    command.addAll(List.of(MAIN, result.toString(), suite.test()));
    Process process =
        new ProcessBuilder(command)
            .directory(house.directoryOf(suite.module()).toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    running.add(process);
    try {
      if (stopped) {
        throw new IOException("the zoo is closed");
      }
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      SuiteResult found = ended ? resultOf(process, result, output) : null;
      requireSpace(); // or what it found may be the want of it
      return found == null ? SuiteResult.hung(limit.toSeconds()) : found;
    } finally {
      end(process);
      running.remove(process);
      remove(temporary);
    }
  }

  private static SuiteResult resultOf(Process process, Path result, Path output)
      throws IOException {
    if (Files.exists(result)) {
      return SuiteResult.read(result);
    }
    List<String> lines = Files.readAllLines(output, java.nio.charset.StandardCharsets.ISO_8859_1);
    return SuiteResult.unfit(
        "its JVM ended with code %d; last it printed: %s"
            .formatted(process.exitValue(), lines.isEmpty() ? "" : lines.get(lines.size() - 1)));
  }

  /** Same as the build's, as far as they differ by version. */
  private static List<String> flags() {
    List<String> flags = new ArrayList<>(List.of("-XX:-UsePerfData"));
    int feature = Runtime.version().feature();
    if (feature >= 23) {
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    if (feature >= 21) {
      flags.add("-XX:+EnableDynamicAgentLoading");
    }
    return flags;
  }

  private void requireSpace() throws IOException {
    long left = Files.getFileStore(directory).getUsableSpace();
    if (left < LEAST_SPACE) {
      throw new IOException(
          "only %,d MiB are left on the disk of %s: a suite might fail for that alone; %,d are needed"
              .formatted(left >> 20, directory, LEAST_SPACE >> 20));
    }
  }

  private static void end(Process process) {
    List<ProcessHandle> own = process.descendants().toList();
    process.destroyForcibly();
    own.forEach(ProcessHandle::destroyForcibly);
    boolean interrupted = false;
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // then the hook runs, and finds nothing
    }
  }

  private void stop() {
    stopped = true;
    running.forEach(Workshop::end);
    remove(directory);
  }

  /** Removes a directory as far as it can be removed: what is left is in the build's directory. */
  private static void remove(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
                throws IOException {
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException | UncheckedIOException e) {
      System.err.println("zoo: cannot remove " + directory + ": " + e);
    }
  }
}
