package dev.latchtree.storage.sim;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A handle of a file of a {@link SimulatedDisk}. Thread safe. */
final class SimulatedFile implements StorageFile {
  private final SimulatedStorage storage;
  private final Inode inode;
  private final OpenMode mode;
  private volatile boolean closed;

  SimulatedFile(SimulatedStorage storage, Inode inode, OpenMode mode) {
    this.storage = storage;
    this.inode = inode;
    this.mode = mode;
  }

  @Override
  public String describe() {
    return storage.describe(inode.lastName());
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    requireNotNegative(position);
    requireUsable();
    int wanted = target.remaining();
    return storage.perform(
        IoKind.READ,
        inode.lastName(),
        position,
        wanted,
        injection -> {
          injection.throwFailure();
          return inode.read(target, position, injection.transferred(wanted));
        });
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    requireNotNegative(position);
    requireChangeable();
    int wanted = source.remaining();
    return storage.perform(
        IoKind.WRITE,
        inode.lastName(),
        position,
        wanted,
        injection -> {
          if (injection.failure() != null) {
            inode.write(source.duplicate(), position, injection.leftBehind(wanted));
            injection.throwFailure();
          }
          int count = withinCapacity(position, injection.transferred(wanted));
          inode.write(source, position, count);
          return count;
        });
  }

  /** How many of {@code count} bytes fit on the disk; those that replace bytes always do. */
  private int withinCapacity(long position, int count) throws IOException {
    long growth = count == 0 ? 0 : Math.max(0, position + count - inode.size());
    long missing = growth - storage.disk().freeSpace();
    if (missing <= 0) {
      return count;
    }
    if (missing >= count) {
      throw new IOException(describe() + ": No space left on device (simulated capacity)");
    }
    return (int) (count - missing);
  }

  @Override
  public long size() throws IOException {
    requireUsable();
    return storage.perform(
        IoKind.SIZE,
        inode.lastName(),
        0,
        0,
        injection -> {
          injection.throwFailure();
          return inode.size();
        });
  }

  @Override
  public void truncate(long size) throws IOException {
    requireNotNegative(size);
    requireChangeable();
    storage.perform(
        IoKind.TRUNCATE,
        inode.lastName(),
        size,
        0,
        injection -> {
          injection.throwFailure();
          inode.truncate(size);
          return true;
        });
  }

  @Override
  public void sync() throws IOException {
    requireChangeable();
    storage.perform(
        IoKind.SYNC,
        inode.lastName(),
        0,
        0,
        injection -> {
          if (injection.failure() != null) {
            inode.dropUnsynced();
          } else if (!injection.crashes()) {
            inode.sync();
          }
          injection.throwFailure();
          return true;
        });
  }

  @Override
  public void close() {
    closed = true;
    storage.closed(this);
  }

  boolean isOf(Inode candidate) {
    return inode == candidate;
  }

  private void requireChangeable() {
    requireUsable();
    if (!mode.writable()) {
      throw new IllegalStateException(describe() + " was opened read-only");
    }
  }

  private void requireUsable() {
    storage.requireUsable();
    if (closed) {
      throw new IllegalStateException(describe() + " is closed");
    }
  }

  private static void requireNotNegative(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("Negative position or size: " + value);
    }
  }
}
