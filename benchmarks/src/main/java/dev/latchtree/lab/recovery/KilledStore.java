package dev.latchtree.lab.recovery;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a killed process has left: the files of a store that was not closed. Opening would change
 * them, so it is copies that are opened. Used by one thread.
 */
final class KilledStore {

  private final Life life;
  private boolean made;

  /** Makes nothing yet. */
  KilledStore(Life life) {
    this.life = life;
  }

  Life life() {
    return life;
  }

  /** Lets the process live and kills it, if that has not been done. */
  void make() throws IOException {
    if (!made) {
      try (MortalProcess process = MortalProcess.start(life)) {
        process.await(MortalMain.WRITTEN);
      }
      made = true;
    }
  }

  /** Copies all files to a new directory; they are in the system's cache then. */
  void copyTo(Path target) throws IOException {
    Files.createDirectory(target);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(life.directory())) {
      for (Path file : files) {
        Files.copy(file, target.resolve(file.getFileName().toString()));
      }
    }
  }
}
