package dev.latchtree.storage;

import dev.latchtree.storage.StorageLockedException.Holder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock files that this process holds, by real path. Static, because what it mirrors is: a POSIX
 * record lock belongs to the process, and <em>any</em> descriptor of the file that the process
 * closes drops it. So a lock file must never be opened twice here, whichever {@link FileStorage}
 * asks; and the second one must be refused before it opens the file, since giving up would already
 * unlock the first. Thread safe.
 */
final class ProcessLocks {
  private static final ReentrantLock GATE = new ReentrantLock();
  // Guarded by GATE.
  private static final Set<Path> HELD = new HashSet<>();

  /**
   * Channels of lock files that a copy of this class in another class loader holds: the set above
   * cannot show those, and closing the channel would drop that lock. Guarded by GATE.
   */
  private static final List<FileChannel> LEFT_OPEN = new ArrayList<>();

  private ProcessLocks() {}

  /** Takes the lock kept in {@code directory/name}; {@code directory} is a real path. */
  static StorageLock acquire(Path directory, String name) throws IOException {
    GATE.lock();
    try {
      Path file = realPath(directory.resolve(name));
      if (HELD.contains(file)) {
        throw new StorageLockedException(directory.toString(), name, Holder.THIS_PROCESS);
      }
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        // tryLock() neither waits nor is it interruptible.
        if (channel.tryLock() == null) {
          channel.close();
          throw new StorageLockedException(directory.toString(), name, Holder.ANOTHER_PROCESS);
        }
      } catch (OverlappingFileLockException e) {
        LEFT_OPEN.add(channel);
        throw new StorageLockedException(directory.toString(), name, Holder.THIS_PROCESS);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      HELD.add(file);
      return () -> release(file, channel);
    } finally {
      GATE.unlock();
    }
  }

  /** Whether this process holds the lock kept in {@code file}. */
  static boolean isHeld(Path file) throws IOException {
    GATE.lock();
    try {
      return !HELD.isEmpty() && HELD.contains(realPath(file));
    } finally {
      GATE.unlock();
    }
  }

  private static void release(Path file, FileChannel channel) throws IOException {
    GATE.lock();
    try {
      if (channel.isOpen()) {
        HELD.remove(file);
        channel.close();
      }
    } finally {
      GATE.unlock();
    }
  }

  private static Path realPath(Path file) throws IOException {
    return Files.exists(file) ? file.toRealPath() : file;
  }
}
