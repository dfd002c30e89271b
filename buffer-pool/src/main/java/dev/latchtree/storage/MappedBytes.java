package dev.latchtree.storage;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of a file of the file system.
 *
 * <p>Only on Linux: there a sync of any descriptor writes pages that were changed through a mapping
 * like all others, and reports what goes wrong with them like all else. Other systems promise that
 * for a sync of the mapping alone.
 *
 * <p><b>Memory that is not there.</b> A page that the system cannot give (a full disk, a broken
 * one, a file that was cut) is no exception at the access: up to some JDK after 17 compiled code
 * goes on, and an {@link InternalError} comes up at a later instruction of the thread, past
 * handlers if that is where compiled code is left. So each write is read back, into bytes that
 * differ from what was written in every page: a copy that meets such a page ends there and leaves
 * them as they are. No write that did not get there returns, on any JDK; that it throws an {@link
 * IOException} was seen on 25 always, on 17 mostly; there such an error may also end the write
 * behind the one that it is about. After a write that failed the collector lets go of the memory,
 * not the thread that closes.
 */
final class MappedBytes implements FileMapping {

  private static final System.Logger LOG = System.getLogger("dev.latchtree.storage");

  private static final boolean AVAILABLE = System.getProperty("os.name").startsWith("Linux");

  /** No system that we know has smaller pages. */
  private static final int PAGE = 4096;

  private static final int BLOCK = 16 * PAGE;

  private final InterruptSafeFile file;

  /** Held for one write, and to let go of the memory. */
  private final ReentrantLock turn = new ReentrantLock();

  // Guarded by turn.
  private @Nullable MappedByteBuffer bytes;
  private final byte[] found = new byte[BLOCK];

  /** Whether a write did not get there, or none can tell: its error may come up at any time. */
  private boolean failed;

  private MappedBytes(InterruptSafeFile file, MappedByteBuffer bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /**
   * Maps the first {@code length} bytes, which are there; null if this system is not Linux, or does
   * not permit it for this file.
   */
  static @Nullable MappedBytes of(InterruptSafeFile file, Path path, long length) {
    if (!AVAILABLE) {
      return null;
    }
    try {
      return new MappedBytes(file, map(path, length));
    } catch (IOException refused) {
      LOG.log(Level.INFO, path + " cannot be mapped and is written by calls", refused);
      return null;
    }
  }

  /** Through a channel of its own: interrupts close the channel of the call that they meet. */
  private static MappedByteBuffer map(Path path, long length) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (FileChannel channel =
            FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          return channel.map(MapMode.READ_WRITE, 0, length);
        } catch (ClosedByInterruptException closedUnderThisCall) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void write(ByteBuffer source, int position) throws IOException {
    if (source.remaining() < LEAST) {
      throw new IllegalArgumentException(
          "%d bytes are fewer than %d, the least to write through memory"
              .formatted(source.remaining(), LEAST));
    }
    turn.lock();
    try {
      file.requireChangeable();
      MappedByteBuffer target = bytes;
      if (target == null) {
        throw new IllegalStateException("the mapping of " + file.describe() + " is closed");
      }
      boolean failedBefore = failed;
      failed = true;
      if (!isWritten(target, source, position)) {
        drawOut();
        throw notThere(position);
      }
      failed = failedBefore;
      source.position(source.limit());
    } finally {
      turn.unlock();
    }
  }

  private boolean isWritten(MappedByteBuffer target, ByteBuffer source, int position) {
    try {
      return isCopied(target, source, position);
    } catch (InternalError atTheAccess) {
      return false;
    }
  }

  private boolean isCopied(MappedByteBuffer target, ByteBuffer source, int position) {
    int start = source.position();
    target.put(position, source, start, source.remaining());
    for (int done = 0; done < source.remaining(); ) {
      int length = Math.min(BLOCK, source.remaining() - done);
      if (length < LEAST) { // so few are not copied at once; those before them are there
        done -= LEAST;
        length += LEAST;
      }
      if (!isThere(target, source.slice(start + done, length), position + done)) {
        return false;
      }
      done += length;
    }
    return true;
  }

  private boolean isThere(MappedByteBuffer target, ByteBuffer wanted, int position) {
    int length = wanted.remaining();
    found[0] = (byte) ~wanted.get(0);
    for (int at = PAGE - position % PAGE; at < length; at += PAGE) {
      found[at] = (byte) ~wanted.get(at);
    }
    target.get(position, found, 0, length);
    return ByteBuffer.wrap(found, 0, length).mismatch(wanted) < 0;
  }

  /** Has the JVM raise what it has noted of this thread's accesses, here and not somewhere else. */
  private static void drawOut() {
    while (isRaised()) {}
  }

  /** A look at all stacks is a point at which the JVM raises such errors in whoever asks for it. */
  private static boolean isRaised() {
    try {
      return Thread.getAllStackTraces().isEmpty();
    } catch (InternalError noted) {
      return true;
    }
  }

  private IOException notThere(int position) {
    return new IOException(
        "%s: a write through memory at position %d did not get there; is the disk full, or was the file cut?"
            .formatted(file.describe(), position));
  }

  @Override
  public void close() {
    turn.lock();
    try {
      MappedByteBuffer mapped = bytes;
      if (mapped != null) {
        bytes = null;
        if (!failed) { // the JDK ends the process if an error comes up while it lets go of memory
          Unmapper.unmap(mapped);
        }
      }
    } finally {
      turn.unlock();
    }
  }
}
