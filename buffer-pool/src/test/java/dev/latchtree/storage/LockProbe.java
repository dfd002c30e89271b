package dev.latchtree.storage;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Another process that asks for a lock. Prints what it got, in one line, and holds the lock until
 * its input ends.
 */
final class LockProbe {
  static final String GRANTED = "granted";
  static final String LOCK = "lock";

  private LockProbe() {}

  public static void main(String[] arguments) throws IOException {
    try (Storage storage = FileStorage.open(Path.of(arguments[0]))) {
      storage.lock(LOCK);
      System.out.println(GRANTED);
      while (System.in.read() >= 0) {
        // Wait for the end of the input.
      }
    } catch (StorageLockedException e) {
      System.out.println(e.getMessage());
    }
  }
}
