package dev.latchtree.lab.engine;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads what peers bring along for the processor, from their jars. They unpack it to a file first;
 * here to one that is removed at once, which a loaded library does not mind where names of files
 * and files are two things. Where they are not, the file is removed when the process ends.
 */
final class NativeParts {

  /** Loads a library that is unpacked to a given directory. */
  interface Loader {
    void load(Path directory) throws IOException;
  }

  private NativeParts() {}

  /** Loads it with a directory to unpack to. */
  static synchronized void load(Loader loader) {
    try {
      Path directory = Files.createTempDirectory("lab-native-");
      try {
        loader.load(directory);
      } finally {
        remove(directory.toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells libraries where to unpack, by a property that each of them reads when it is loaded. */
  static void unpackTo(Path directory, String... properties) {
    for (String property : properties) {
      System.setProperty(property, directory.toString());
    }
  }

  /** Makes the class ready to be used, which loads what it needs. */
  static void initialize(Class<?> user) {
    try {
      Class.forName(user.getName(), true, user.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void remove(File directory) {
    File[] files = directory.listFiles();
    // files first: what is to be removed at the end is removed in the opposite order
    boolean removed = true;
    directory.deleteOnExit();
    for (File file : files == null ? new File[0] : files) {
      if (!file.delete()) {
        file.deleteOnExit();
        removed = false;
      }
    }
    if (removed && !directory.delete() && directory.exists()) {
      throw new IllegalStateException("cannot remove " + directory);
    }
  }
}
