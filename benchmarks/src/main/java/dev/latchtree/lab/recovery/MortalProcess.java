package dev.latchtree.lab.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchtree.lab.measure.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that lives as asked until it is killed, see {@link MortalMain}. For one thread. */
final class MortalProcess implements AutoCloseable {

  private static final long HEAP = 256L << 20;
  private static final int LAST_LINES = 10;

  private final Process process;
  private final BufferedReader said;
  private final Path errors;

  private MortalProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    said = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  static MortalProcess start(Life life) throws IOException {
    Path errors = life.directory().resolveSibling(life.directory().getFileName() + ".err");
    Process process =
        ChildJvm.of(MortalMain.class, HEAP, life.toArguments())
            .redirectError(errors.toFile())
            .start();
    return new MortalProcess(process, errors);
  }

  /**
   * Waits until it says something that begins so, and returns the words of that.
   *
   * @throws IOException if it has ended instead, with what it printed last
   */
  String[] await(String first) throws IOException {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      String[] words = line.split(" ", -1);
      if (words[0].equals(first)) {
        return words;
      }
    }
    throw ended();
  }

  /** Lets it live for so long. */
  void live(Duration length) throws IOException {
    try {
      if (process.waitFor(length.toNanos(), TimeUnit.NANOSECONDS)) {
        throw ended();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a process was to live", e);
    }
  }

  /** As {@code kill -9} does, wherever it is; returns when it is gone. */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a process was killed", e);
    }
  }

  private IOException ended() throws IOException {
    List<String> lines = Files.exists(errors) ? Files.readAllLines(errors) : List.of();
    return new IOException(
        "the process that was to be killed has ended by itself; last it printed:%n%s"
            .formatted(
                String.join(
                    System.lineSeparator(),
                    lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()))));
  }

  @Override
  public void close() {
    kill();
  }
}
