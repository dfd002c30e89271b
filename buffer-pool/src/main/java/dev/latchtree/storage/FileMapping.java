package dev.latchtree.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The beginning of a file as memory: what is put there has reached the operating system, without a
 * call of it. It survives this process at once and, like bytes that were written, a power cut after
 * the next {@link StorageFile#sync()} of the file that this was made of.
 *
 * <p>The file has all its blocks before it is mapped, and keeps them until this is closed: memory
 * without a block behind it can only fail with an {@link InternalError}, at some instruction near
 * the access.
 *
 * <p>Writes may run at the same time, close may not run beside them: memory that is gone ends the
 * JVM. Interrupts do not matter here.
 */
public interface FileMapping extends AutoCloseable {

  /** Writes all of {@code source} at {@code position}, which lies inside, and advances it. */
  void write(ByteBuffer source, int position);

  /** Lets go of the memory; does not sync. Closing twice has no effect. */
  @Override
  void close() throws IOException;
}
