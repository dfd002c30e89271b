package dev.latchtree.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A real file that no interrupt can harm. Thread safe; crash behaviour as {@link StorageFile} says.
 */
final class InterruptSafeFile implements StorageFile {
  /*
   * The problem. A FileChannel is an interruptible channel: when a thread is interrupted during a
   * read, write or force (or starts one with its flag set), the channel is closed under everybody.
   *
   * Reads and writes. The flag is cleared before the call and set again after it. If the channel is
   * closed under a call, and not by close(), one thread opens a new one and everybody repeats its
   * own transfer from the start: positional transfers can be repeated, and a repeated write carries
   * the same bytes. The buffer's position is put back first, since the channel may have advanced it
   * before it threw. After CHANNEL_ATTEMPTS interrupts within one call, or if the file cannot be
   * opened again (it lost its name, the process is out of descriptors), the guard does the transfer.
   *
   * Size and truncate always go through the guard: rare, and one rule fewer to keep.
   *
   * Syncs. On Linux (4.13 and later) a write-back error is recorded once in the inode, and each
   * descriptor has a cursor that says which errors it has reported. A descriptor that is opened
   * after an error was reported elsewhere starts behind it and never reports it. So
   *
   *  - after an interrupt, force() on a reopened channel proves nothing. And the interrupted force
   *    itself may have met the error and reported it to nobody: the channel's own exception wins.
   *  - the guard's cursor was set before this file's first write and moves only in guard.sync(). No
   *    error since then can have slipped past it. A sync that finds its channel closed or replaced
   *    therefore syncs through the guard. The pages are in the kernel; nothing needs to be written
   *    again, which is why the callers need not keep what they wrote (it takes the place of "rewrite
   *    all that is not yet durable" for files that are still open; a process that starts after a
   *    crash has no guard from before it and does have to rewrite).
   *  - a new channel is trusted (cursorTrusted) after a guard sync that began when the channel was
   *    open: every error up to then was reported through the guard, every later one is the channel's.
   *  - an error is reported once per descriptor. Of two syncs at the same time only one would see it,
   *    so syncs take turns, and a sync that failed poisons the file before the next one begins.
   *
   * Locks, outermost first: syncTurn, OpenFiles.namesLock, the guard's turn. The first is held for
   * a sync, the second only to replace or close the channel or to map the file, the last inside one
   * guard call. A mapping has a turn of its own, under which no other lock is taken.
   */
  private static final int CHANNEL_ATTEMPTS = 8;

  private static final int ALLOCATION = 16 << 10;

  private final OpenFiles siblings;
  private final boolean writable;
  private final GuardDescriptor guard;
  private final ReentrantLock syncTurn = new ReentrantLock();

  /** Replaced under {@code siblings.namesLock} only; may be closed by an interrupt at any time. */
  private volatile FileChannel channel;

  /** Where the file is now, null if it lost its name. Guarded by {@code siblings.namesLock}. */
  private @Nullable Path path;

  /** Closed with this file. Guarded by {@code siblings.namesLock} until it is closed. */
  private final List<MappedBytes> mappings = new ArrayList<>();

  /** The last path, for messages. */
  private volatile Path lastPath;

  /** The channel whose error cursor misses nothing. Guarded by {@code syncTurn}. */
  private FileChannel cursorTrusted;

  private volatile @Nullable IOException syncFailure;

  /** Set once, under {@code siblings.namesLock}, before the channel is closed on purpose. */
  private volatile boolean closed;

  private InterruptSafeFile(
      OpenFiles siblings, Path path, boolean writable, FileChannel channel, GuardDescriptor guard) {
    this.siblings = siblings;
    this.path = path;
    this.lastPath = path;
    this.writable = writable;
    this.channel = channel;
    this.cursorTrusted = channel;
    this.guard = guard;
  }

  /** Opens a file and adds it to {@code siblings}, whose lock the caller holds. */
  static InterruptSafeFile open(OpenFiles siblings, Path path, OpenMode mode) throws IOException {
    FileChannel channel = FileChannel.open(path, optionsOf(mode));
    try {
      // Before the first write, so that the guard's error cursor is older than any error of ours.
      GuardDescriptor guard = new GuardDescriptor(path, mode.writable());
      InterruptSafeFile file =
          new InterruptSafeFile(siblings, path, mode.writable(), channel, guard);
      siblings.add(file);
      return file;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static Set<OpenOption> optionsOf(OpenMode mode) {
    return switch (mode) {
      case READ_ONLY -> Set.of(StandardOpenOption.READ);
      case READ_WRITE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
      case CREATE ->
          Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      case CREATE_NEW ->
          Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    };
  }

  @Override
  public String describe() {
    return lastPath.toString();
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    requireNotNegative(position);
    requireOpen();
    return transfer(target, position, false);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    requireNotNegative(position);
    requireChangeable();
    return transfer(source, position, true);
  }

  /**
   * In small pieces. The kernel keeps what one call writes behind a file's end together, and later
   * calls look at all of it: after pieces of 256 KiB the write of a page takes 1.4 times as long,
   * after those of 1 MiB three times (FilePieceBenchmark).
   */
  @Override
  public void allocate(long position, long length) throws IOException {
    long done = 0;
    do {
      long piece = Math.min(ALLOCATION, length - done);
      StorageFile.super.allocate(position + done, piece);
      done += piece;
    } while (done < length);
  }

  private int transfer(ByteBuffer buffer, long position, boolean writing) throws IOException {
    int start = buffer.position();
    boolean interrupted = Thread.interrupted();
    try {
      FileChannel current = channel;
      for (int attempt = 0; current != null && attempt < CHANNEL_ATTEMPTS; attempt++) {
        try {
          return writing ? current.write(buffer, position) : current.read(buffer, position);
        } catch (ClosedChannelException closedUnderThisCall) {
          interrupted |= Thread.interrupted();
          buffer.position(start);
          current = replacementOf(current);
        }
      }
      return writing ? guard.write(buffer, position) : guard.read(buffer, position);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * The channel to use instead of one that was closed by an interrupt; opened here unless another
   * thread has done it. Null if the file cannot be opened again: the guard reaches it still.
   */
  private @Nullable FileChannel replacementOf(FileChannel broken) {
    siblings.namesLock.lock();
    try {
      requireOpen();
      if (channel != broken) {
        return channel;
      }
      if (path == null) {
        return null;
      }
      FileChannel fresh =
          FileChannel.open(path, optionsOf(writable ? OpenMode.READ_WRITE : OpenMode.READ_ONLY));
      channel = fresh;
      return fresh;
    } catch (IOException cannotOpenAgain) {
      return null;
    } finally {
      siblings.namesLock.unlock();
    }
  }

  @Override
  public long size() throws IOException {
    requireOpen();
    return guard.size();
  }

  @Override
  public void truncate(long size) throws IOException {
    requireNotNegative(size);
    requireChangeable();
    guard.truncate(size);
  }

  @Override
  public void sync() throws IOException {
    boolean interrupted = false;
    syncTurn.lock();
    try {
      requireChangeable();
      interrupted = Thread.interrupted();
      syncInTurn();
    } finally {
      syncTurn.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void syncInTurn() throws SyncFailedException {
    FileChannel current = channel;
    try {
      if (current == cursorTrusted) {
        try {
          current.force(false);
          return;
        } catch (ClosedChannelException closedUnderThisCall) {
          // If it was our interrupt the flag is set; nothing below minds, so it stays set.
          FileChannel fresh = replacementOf(current);
          current = fresh == null ? current : fresh;
        }
      }
      guard.sync();
      cursorTrusted = current;
    } catch (IOException failure) {
      syncFailure = failure;
      throw new SyncFailedException(describe(), failure);
    }
  }

  /** Null also if the file has lost its name. */
  @Override
  public @Nullable FileMapping map(long length) throws IOException {
    requireNotNegative(length);
    requireChangeable();
    long size = size();
    if (size < length) {
      throw new IOException(
          "%s has %d bytes: too few to map %d".formatted(describe(), size, length));
    }
    siblings.namesLock.lock();
    try {
      requireChangeable();
      MappedBytes mapping = path == null ? null : MappedBytes.of(this, path, length);
      if (mapping != null) {
        mappings.add(mapping);
      }
      return mapping;
    } finally {
      siblings.namesLock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    siblings.namesLock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      siblings.remove(this);
    } finally {
      siblings.namesLock.unlock();
    }
    // Nobody replaces the channel or maps the file any more. Each of these waits for the transfers
    // under way; those to come find the file closed.
    try {
      mappings.forEach(MappedBytes::close);
    } finally {
      closeDescriptors();
    }
  }

  private void closeDescriptors() throws IOException {
    try {
      channel.close();
    } finally {
      guard.close();
    }
  }

  /** Whether the file's name is {@code where}. The caller holds {@code siblings.namesLock}. */
  boolean isAt(Path where) {
    return where.equals(path);
  }

  /**
   * Takes note of a rename, or of the loss of the name. Caller holds {@code siblings.namesLock}.
   */
  void movedTo(@Nullable Path where) {
    path = where;
    if (where != null) {
      lastPath = where;
    }
  }

  void requireChangeable() throws SyncFailedException {
    requireOpen();
    if (!writable) {
      throw new IllegalStateException(describe() + " was opened read-only");
    }
    IOException failure = syncFailure;
    if (failure != null) {
      throw new SyncFailedException(describe(), failure);
    }
  }

  private void requireOpen() {
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
