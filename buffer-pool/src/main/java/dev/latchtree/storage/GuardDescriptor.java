package dev.latchtree.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The second descriptor of a file: slow, one call at a time, and out of reach of interrupts,
 * because {@link RandomAccessFile} is no interruptible channel. Open from before the file's first
 * write until the file is closed; {@link InterruptSafeFile} says what that is good for.
 *
 * <p>Thread safe. Closing waits for the call under way.
 */
final class GuardDescriptor implements AutoCloseable {
  private static final int COPY_SIZE = 64 * 1024;

  private final RandomAccessFile file;
  private final ReentrantLock turn = new ReentrantLock();
  // Guarded by turn.
  private boolean closed;

  /** Opens an existing file. */
  GuardDescriptor(Path path, boolean writable) throws IOException {
    file = new RandomAccessFile(path.toFile(), writable ? "rw" : "r");
  }

  int read(ByteBuffer target, long position) throws IOException {
    turn.lock();
    try {
      requireOpen();
      byte[] bytes = new byte[Math.min(target.remaining(), COPY_SIZE)];
      file.seek(position);
      int count = file.read(bytes);
      if (count > 0) {
        target.put(bytes, 0, count);
      }
      return count;
    } finally {
      turn.unlock();
    }
  }

  int write(ByteBuffer source, long position) throws IOException {
    turn.lock();
    try {
      requireOpen();
      byte[] bytes = new byte[Math.min(source.remaining(), COPY_SIZE)];
      source.get(source.position(), bytes);
      file.seek(position);
      file.write(bytes);
      source.position(source.position() + bytes.length);
      return bytes.length;
    } finally {
      turn.unlock();
    }
  }

  long size() throws IOException {
    turn.lock();
    try {
      requireOpen();
      return file.length();
    } finally {
      turn.unlock();
    }
  }

  void truncate(long size) throws IOException {
    turn.lock();
    try {
      requireOpen();
      if (size < file.length()) {
        file.setLength(size);
      }
    } finally {
      turn.unlock();
    }
  }

  void sync() throws IOException {
    turn.lock();
    try {
      requireOpen();
      file.getFD().sync();
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    turn.lock();
    try {
      closed = true;
      file.close();
    } finally {
      turn.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The file was closed during this call");
    }
  }
}
