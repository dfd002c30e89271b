package dev.latchtree.lab.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Memory of this process that is its own: heap, what is allocated outside of it, the JVM itself.
 * Files that are mapped do not count, since the operating system may take their pages away.
 */
public final class OwnMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ANONYMOUS = "RssAnon:";
  private static final String UNIT = "kB";

  private OwnMemory() {}

  /** That which is in use at this moment, in bytes; empty where nobody counts it. */
  public static OptionalLong bytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(ANONYMOUS) && line.endsWith(UNIT))
          .map(line -> line.substring(ANONYMOUS.length(), line.length() - UNIT.length()))
          .mapToLong(kibibytes -> Long.parseLong(kibibytes.trim()) << 10)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty(); // not a Linux, or one without /proc
    }
  }
}
