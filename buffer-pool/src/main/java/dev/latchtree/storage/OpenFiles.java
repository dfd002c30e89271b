package dev.latchtree.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The open files of one {@link FileStorage}, and the lock under which names change: who holds it
 * knows that a path still means the same file. Never held during reads, writes or syncs.
 */
final class OpenFiles {
  /** Guards the set below, and path and channel of each file in it. */
  final ReentrantLock namesLock = new ReentrantLock();

  private final Set<InterruptSafeFile> files = new LinkedHashSet<>();

  void add(InterruptSafeFile file) {
    assertLocked();
    files.add(file);
  }

  void remove(InterruptSafeFile file) {
    assertLocked();
    files.remove(file);
  }

  boolean contains(Path path) {
    assertLocked();
    return files.stream().anyMatch(file -> file.isAt(path));
  }

  /**
   * Tells the files open at {@code from} their new path, and those at {@code to} that it is gone.
   */
  void renamed(Path from, Path to) {
    assertLocked();
    deleted(to);
    for (InterruptSafeFile file : files) {
      if (file.isAt(from)) {
        file.movedTo(to);
      }
    }
  }

  /** Tells the files open at {@code path} that their name is gone. */
  void deleted(Path path) {
    assertLocked();
    for (InterruptSafeFile file : files) {
      if (file.isAt(path)) {
        file.movedTo(null);
      }
    }
  }

  List<InterruptSafeFile> all() {
    assertLocked();
    return new ArrayList<>(files);
  }

  /** Closes each of the resources and throws the first failure, the others suppressed in it. */
  static void closeAll(Iterable<? extends AutoCloseable> resources) throws IOException {
    IOException failure = null;
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception e) {
        if (failure == null) {
          failure = e instanceof IOException io ? io : new IOException(e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void assertLocked() {
    if (!namesLock.isHeldByCurrentThread()) {
      throw new IllegalStateException("The lock of the names is not held");
    }
  }
}
