package dev.latchtree.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes the names in a directory durable. Thread safe.
 *
 * <p>The directory's descriptor is open from before the first change of a name, so that it misses
 * no write-back error, and it is never replaced: the sync itself runs on a short-lived thread that
 * nobody can interrupt, because nobody knows it. (A directory has no uninterruptible descriptor as
 * a file has in {@link GuardDescriptor}: {@link java.io.RandomAccessFile} refuses directories.)
 * After a failure every later sync throws {@link SyncFailedException}.
 *
 * <p>On Windows a directory cannot be opened for this, and this class does nothing: NTFS logs names
 * itself, in order, but when they are on disk is its own decision.
 */
final class DirectorySync implements AutoCloseable {
  private static final boolean POSSIBLE =
      !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  private final Path directory;
  private final @Nullable FileChannel channel;
  private final ReentrantLock turn = new ReentrantLock();
  // Both guarded by turn.
  private @Nullable IOException failure;
  private boolean closed;

  DirectorySync(Path directory) throws IOException {
    this.directory = directory;
    this.channel = POSSIBLE ? FileChannel.open(directory, StandardOpenOption.READ) : null;
  }

  /** Syncs a directory once. */
  static void syncOnce(Path directory) throws IOException {
    try (DirectorySync sync = new DirectorySync(directory)) {
      sync.sync();
    }
  }

  void sync() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      return;
    }
    turn.lock();
    try {
      if (closed) {
        throw new IllegalStateException("The storage of " + directory + " is closed");
      }
      if (failure == null) {
        failure = forceOnThreadOfItsOwn(open);
      }
      if (failure != null) {
        throw new SyncFailedException(directory.toString(), failure);
      }
    } finally {
      turn.unlock();
    }
  }

  /** Returns what went wrong, or null. */
  private static @Nullable IOException forceOnThreadOfItsOwn(FileChannel open) {
    FutureTask<@Nullable Void> force =
        new FutureTask<>(
            () -> {
              open.force(true);
              return null;
            });
    Thread thread = new Thread(null, force, "latchtree-directory-sync", 0, false);
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          force.get();
          return null;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          return e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() throws IOException {
    turn.lock();
    try {
      closed = true;
      if (channel != null) {
        channel.close();
      }
    } finally {
      turn.unlock();
    }
  }
}
