package dev.latchtree.storage;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A directory of the file system. Thread safe, and safe against interrupts at any moment of any
 * call. Only one storage at a time should change a directory: see {@link #lock}.
 *
 * <p>Each open file costs two descriptors (the second is what makes interrupts harmless). A failed
 * sync of a file or of the directory poisons it: every later change throws {@link
 * SyncFailedException}.
 */
public final class FileStorage implements Storage {
  private final Path directory;
  private final DirectorySync directorySync;
  private final OpenFiles openFiles = new OpenFiles();

  /** Guarded by {@code openFiles.namesLock}. */
  private final Set<StorageLock> locks = new HashSet<>();

  private volatile boolean closed;

  private FileStorage(Path directory) throws IOException {
    this.directory = directory;
    this.directorySync = new DirectorySync(directory);
  }

  /** Opens a directory, which is created, durably and with its parents, if it is missing. */
  public static FileStorage open(Path directory) throws IOException {
    createDurably(directory.toAbsolutePath().normalize());
    return new FileStorage(directory.toRealPath());
  }

  /**
   * Opens a directory that exists.
   *
   * @throws NoSuchFileException if it does not
   */
  public static FileStorage openExisting(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString(), null, "there is no such directory");
    }
    return new FileStorage(directory.toRealPath());
  }

  private static void createDurably(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      createDurably(parent);
    }
    Files.createDirectories(directory);
    if (parent != null) {
      DirectorySync.syncOnce(parent);
    }
  }

  @Override
  public StorageFile open(String name, OpenMode mode) throws IOException {
    Path path = pathOf(name);
    openFiles.namesLock.lock();
    try {
      requireOpen();
      requireNoLockFile(name);
      return InterruptSafeFile.open(openFiles, path, mode);
    } finally {
      openFiles.namesLock.unlock();
    }
  }

  @Override
  public boolean exists(String name) throws IOException {
    Path path = pathOf(name);
    requireOpen();
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).isRegularFile();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public List<String> list() throws IOException {
    requireOpen();
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory, entry -> Files.isRegularFile(entry))) {
      entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort(null);
    return names;
  }

  @Override
  public void delete(String name) throws IOException {
    Path path = pathOf(name);
    openFiles.namesLock.lock();
    try {
      requireOpen();
      requireNoLockFile(name);
      Files.delete(path);
      openFiles.deleted(path);
    } finally {
      openFiles.namesLock.unlock();
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Path source = pathOf(from);
    Path target = pathOf(to);
    openFiles.namesLock.lock();
    try {
      requireOpen();
      requireNoLockFile(from);
      requireNoLockFile(to);
      if (source.equals(target)) {
        Files.readAttributes(source, BasicFileAttributes.class);
        return;
      }
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
      openFiles.renamed(source, target);
    } finally {
      openFiles.namesLock.unlock();
    }
  }

  @Override
  public void syncDirectory() throws IOException {
    requireOpen();
    directorySync.sync();
  }

  @Override
  public StorageLock lock(String name) throws IOException {
    Path path = pathOf(name);
    openFiles.namesLock.lock();
    try {
      requireOpen();
      if (openFiles.contains(path)) {
        throw new IllegalStateException(path + " is open as a file, it cannot be a lock");
      }
      StorageLock lock = ProcessLocks.acquire(directory, name);
      locks.add(lock);
      return () -> release(lock);
    } finally {
      openFiles.namesLock.unlock();
    }
  }

  private void release(StorageLock lock) throws IOException {
    openFiles.namesLock.lock();
    try {
      locks.remove(lock);
      lock.close();
    } finally {
      openFiles.namesLock.unlock();
    }
  }

  @Override
  public String describe(String name) {
    return pathOf(name).toString();
  }

  @Override
  public void close() throws IOException {
    List<AutoCloseable> resources = new ArrayList<>();
    openFiles.namesLock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      resources.addAll(openFiles.all());
      resources.add(directorySync);
      resources.addAll(locks);
      locks.clear();
    } finally {
      openFiles.namesLock.unlock();
    }
    OpenFiles.closeAll(resources);
  }

  private Path pathOf(String name) {
    return directory.resolve(Storage.requireFileName(name));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The storage of " + directory + " is closed");
    }
  }

  private void requireNoLockFile(String name) throws IOException {
    Path path = pathOf(name);
    if (ProcessLocks.isHeld(path)) {
      throw new IllegalStateException(path + " is a lock held by this process, not a file to use");
    }
  }
}
