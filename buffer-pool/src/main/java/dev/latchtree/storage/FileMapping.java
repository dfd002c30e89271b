package dev.latchtree.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The beginning of a file as memory: what is put there has reached the operating system, without a
 * call of it. It survives this process at once and, like bytes that were written, a power cut after
 * the next {@link StorageFile#sync()} of the file that this was made of. Reads and writes of that
 * file see it, and it sees them.
 *
 * <p>It belongs to that file: when the file is closed this is, and after a sync that failed it is
 * as unusable. Thread safe; one write at a time.
 *
 * <p>Interrupts do not matter here.
 */
public interface FileMapping extends AutoCloseable {

  /** Fewer bytes cannot be written at a time. */
  int LEAST = 8;

  /**
   * Writes all of {@code source} at {@code position}, which lies inside, and advances it.
   *
   * @throws IOException if that did not get there: the disk is full, after all, or broken, or
   *     somebody has cut the file. Any of the bytes may have changed. Old JDKs may throw an {@link
   *     InternalError} instead, and run no handler of the code that has called this
   * @throws IllegalArgumentException if there are fewer than {@link #LEAST} bytes
   */
  void write(ByteBuffer source, int position) throws IOException;

  /** Lets go of the memory; does not sync. Closing twice has no effect. */
  @Override
  void close();
}
