package dev.latchtree.lab.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How often threads left their cores, as Linux counts it.
 *
 * @param voluntary because they waited: for a lock, or for time to pass
 * @param involuntary because others had their turn
 */
public record ContextSwitches(long voluntary, long involuntary) {

  static final ContextSwitches NONE = new ContextSwitches(0, 0);

  private static final Path STATUS = Path.of("/proc/thread-self/status");
  private static final String VOLUNTARY = "voluntary_ctxt_switches:";
  private static final String INVOLUNTARY = "nonvoluntary_ctxt_switches:";

  /** Of the calling thread since it began; {@code null} where nobody counts them. */
  static @Nullable ContextSwitches ofThisThread() {
    long voluntary = -1;
    long involuntary = -1;
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(VOLUNTARY)) {
          voluntary = number(line, VOLUNTARY);
        } else if (line.startsWith(INVOLUNTARY)) {
          involuntary = number(line, INVOLUNTARY);
        }
      }
    } catch (IOException e) {
      return null; // not a Linux, or one without /proc
    }
    return voluntary < 0 || involuntary < 0 ? null : new ContextSwitches(voluntary, involuntary);
  }

  private static long number(String line, String name) {
    return Long.parseLong(line.substring(name.length()).trim());
  }

  ContextSwitches plus(ContextSwitches other) {
    return new ContextSwitches(voluntary + other.voluntary, involuntary + other.involuntary);
  }

  ContextSwitches minus(ContextSwitches before) {
    return new ContextSwitches(voluntary - before.voluntary, involuntary - before.involuntary);
  }
}
