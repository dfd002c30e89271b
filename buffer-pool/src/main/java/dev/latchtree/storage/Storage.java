package dev.latchtree.storage;

import java.io.IOException;
import java.util.List;

/**
 * One flat directory of files. All methods are thread safe.
 *
 * <p><b>Names.</b> A name is a plain file name: empty names, {@code "."}, {@code ".."} and names
 * with a separator are an {@link IllegalArgumentException}. A missing file is a {@link
 * java.nio.file.NoSuchFileException}, one that should be missing a {@link
 * java.nio.file.FileAlreadyExistsException}.
 *
 * <p><b>Crash.</b> After a power cut, each creation, rename and deletion since the last {@link
 * #syncDirectory()} may or may not have happened, in any combination; each one by itself is atomic.
 * Syncing a file makes its bytes durable, <em>not</em> its name.
 *
 * <p><b>Open files.</b> A handle follows its file: it keeps working after a rename, and after a
 * deletion or replacement it reaches the bytes that no longer have a name (where the system permits
 * that; Windows refuses to rename or delete an open file).
 *
 * <p><b>Interrupts.</b> No method of this interface or of {@link StorageFile} throws or fails
 * because the calling thread is interrupted: the call completes normally and the thread's interrupt
 * flag is set when it returns.
 *
 * <p><b>Close.</b> Use after {@link #close()} is an {@link IllegalStateException}. Failures of the
 * system below are {@link IOException}s.
 */
public interface Storage extends AutoCloseable {

  /** Opens the file called {@code name}. The caller closes it. */
  StorageFile open(String name, OpenMode mode) throws IOException;

  /**
   * Whether a file of this name exists. A system that cannot tell is an {@link IOException}, never
   * {@code false}: a store must not be created over one that could not be seen.
   */
  boolean exists(String name) throws IOException;

  /** The names of all files, sorted. Sub-directories are not listed. */
  List<String> list() throws IOException;

  /** Deletes a file, durably after the next {@link #syncDirectory()}. */
  void delete(String name) throws IOException;

  /**
   * Renames a file atomically and replaces {@code to} if that exists, durably after the next {@link
   * #syncDirectory()}: whoever looks, and whatever crashes, sees either the old file or the new one
   * under {@code to}.
   */
  void rename(String from, String to) throws IOException;

  /**
   * Makes all creations, renames and deletions before this call durable. A failure means that any
   * of them may be lost although later calls see them; it must not be answered by trying again.
   */
  void syncDirectory() throws IOException;

  /**
   * Takes the lock of this name, against other processes and against this one. The lock is kept in
   * a file of that name, created if missing, which serves no other purpose: while the lock is held,
   * opening, deleting, renaming or replacing that file is an {@link IllegalStateException}. The
   * file stays when the lock is released. A lock dies with its process.
   *
   * @throws StorageLockedException if somebody holds the lock already
   */
  StorageLock lock(String name) throws IOException;

  /** The full path of {@code name}, for messages. The file need not exist. */
  String describe(String name);

  /** Closes all files that are still open and releases all locks. Closing twice has no effect. */
  @Override
  void close() throws IOException;

  /**
   * Returns {@code name} if it is a plain file name.
   *
   * @throws IllegalArgumentException if it is empty, {@code "."}, {@code ".."} or has a separator
   */
  static String requireFileName(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException("Not a file name: \"" + name + "\"");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '/' || c == '\\' || c == '\0') {
        throw new IllegalArgumentException(
            "Not a plain file name, separators are not allowed: \""
                + name.replace('\0', '?')
                + '"');
      }
    }
    return name;
  }
}
