package dev.latchtree.lab.quickwins;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that keeps other processes out, too: on a file, as the operating system offers it. Threads
 * of this process first get past each other, in the order in which they came: to the system they
 * are one.
 */
final class ProcessLock implements AutoCloseable {

  private final ReentrantLock threads = new ReentrantLock(true);
  private final FileChannel file;

  /** On a file that is made if there is none. */
  ProcessLock(Path file) throws IOException {
    this.file = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Runs something while nobody else does. */
  void run(Runnable work) throws IOException {
    threads.lock();
    try (FileLock lock = file.lock()) {
      requireValid(lock);
      work.run();
    } finally {
      threads.unlock();
    }
  }

  private static void requireValid(FileLock lock) {
    if (!lock.isValid()) {
      throw new IllegalStateException("the lock between processes is not held: " + lock);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
