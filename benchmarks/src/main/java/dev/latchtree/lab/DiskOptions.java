package dev.latchtree.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which disk is measured. */
final class DiskOptions {

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Directory on the disk to measure; default: the system's directory of temporary files."
              + " What is written there is removed afterwards.")
  private @Nullable Path directory;

  /**
   * A directory with room enough.
   *
   * @param needed bytes that must be free
   */
  Path require(CommandLine command, long needed) throws IOException {
    Path disk = directory != null ? directory : temporary();
    if (!Files.isDirectory(disk)) {
      throw new ParameterException(
          command, "--dir is no directory: " + disk + "; create it, or name one that exists");
    }
    long free = Files.getFileStore(disk).getUsableSpace();
    if (free < needed) {
      throw new ParameterException(
          command,
          "%s has %s MiB free, and up to %s MiB are needed; make room, or name another disk with --dir"
              .formatted(disk, free >> 20, needed >> 20));
    }
    return disk;
  }

  /** For commands that measure no disk. */
  static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }
}
