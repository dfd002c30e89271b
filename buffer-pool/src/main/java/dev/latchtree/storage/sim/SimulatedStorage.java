package dev.latchtree.storage.sim;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.StorageLock;
import dev.latchtree.storage.StorageLockedException;
import dev.latchtree.storage.StorageLockedException.Holder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@link SimulatedDisk} as one life of its machine sees it. Thread safe. */
final class SimulatedStorage implements Storage {
  private static final String WHOLE_DIRECTORY = ".";

  private final SimulatedDisk disk;
  private final PowerCycle cycle;

  /** The locks taken through this storage. Guarded by the disk's lock. */
  private final Set<String> ownLocks = new HashSet<>();

  /** The files open through this storage. Guarded by the disk's lock. */
  private final Set<SimulatedFile> openFiles = new HashSet<>();

  private volatile boolean closed;

  SimulatedStorage(SimulatedDisk disk, PowerCycle cycle) {
    this.disk = disk;
    this.cycle = cycle;
  }

  @Override
  public StorageFile open(String name, OpenMode mode) throws IOException {
    boolean creates = mode == OpenMode.CREATE || mode == OpenMode.CREATE_NEW;
    IoKind kind = creates ? IoKind.CREATE : IoKind.OPEN;
    return perform(
        kind,
        name,
        () -> {
          requireNoLock(name);
          Inode inode = disk.directory().find(name);
          if (inode != null && mode == OpenMode.CREATE_NEW) {
            throw new FileAlreadyExistsException(describe(name));
          }
          if (inode == null && creates) {
            inode = create(name);
          }
          SimulatedFile file =
              new SimulatedFile(this, inode == null ? disk.directory().get(name) : inode, mode);
          openFiles.add(file);
          return file;
        });
  }

  private Inode create(String name) throws IOException {
    Inode inode = disk.newInode();
    disk.directory().create(name, inode);
    return inode;
  }

  @Override
  public boolean exists(String name) throws IOException {
    return perform(IoKind.EXISTS, name, () -> disk.directory().find(name) != null);
  }

  @Override
  public List<String> list() throws IOException {
    requireUsable();
    return perform(
        IoKind.LIST,
        WHOLE_DIRECTORY,
        0,
        0,
        injection -> {
          injection.throwFailure();
          return disk.directory().names();
        });
  }

  @Override
  public void delete(String name) throws IOException {
    perform(
        IoKind.DELETE,
        name,
        () -> {
          requireNoLock(name);
          disk.directory().delete(name);
          return true;
        });
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Storage.requireFileName(to);
    perform(
        IoKind.RENAME,
        from,
        () -> {
          requireNoLock(from);
          requireNoLock(to);
          disk.directory().rename(from, to);
          return true;
        });
  }

  @Override
  public void syncDirectory() throws IOException {
    requireUsable();
    perform(
        IoKind.SYNC_DIRECTORY,
        WHOLE_DIRECTORY,
        0,
        0,
        injection -> {
          if (injection.failure() != null) {
            disk.directory().dropUnsynced();
          } else if (!injection.crashes()) {
            disk.directory().sync();
          }
          injection.throwFailure();
          return true;
        });
  }

  @Override
  public StorageLock lock(String name) throws IOException {
    return perform(
        IoKind.LOCK,
        name,
        () -> {
          if (cycle.locks.contains(name)) {
            throw new StorageLockedException(disk.toString(), name, Holder.THIS_PROCESS);
          }
          Inode inode = disk.directory().find(name);
          if (inode == null) {
            create(name);
          } else if (openFiles.stream().anyMatch(file -> file.isOf(inode))) {
            throw new IllegalStateException(
                describe(name) + " is open as a file, it cannot be a lock");
          }
          cycle.locks.add(name);
          ownLocks.add(name);
          return new SimulatedLock(name);
        });
  }

  @Override
  public String describe(String name) {
    return "simulated disk/" + Storage.requireFileName(name);
  }

  @Override
  public void close() {
    disk.locked(
        () -> {
          closed = true;
          cycle.locks.removeAll(ownLocks);
          ownLocks.clear();
          openFiles.clear();
        });
  }

  void closed(SimulatedFile file) {
    disk.locked(() -> openFiles.remove(file));
  }

  void requireUsable() {
    cycle.requireUp();
    if (closed) {
      throw new IllegalStateException("The storage of the simulated disk is closed");
    }
  }

  SimulatedDisk disk() {
    return disk;
  }

  <T> T perform(
      IoKind kind, String file, long position, long length, SimulatedDisk.Action<T> action)
      throws IOException {
    return disk.perform(cycle, kind, file, position, length, action);
  }

  /** A step on a name that either fails or happens. */
  private <T> T perform(IoKind kind, String name, NameAction<T> action) throws IOException {
    Storage.requireFileName(name);
    requireUsable();
    return perform(
        kind,
        name,
        0,
        0,
        injection -> {
          injection.throwFailure();
          return action.run();
        });
  }

  private interface NameAction<T> {
    T run() throws IOException;
  }

  private void requireNoLock(String name) {
    if (cycle.locks.contains(name)) {
      throw new IllegalStateException(
          describe(name) + " is a lock that is held, not a file to use");
    }
  }

  /** A lock that ends with its release, its storage or the machine, whatever comes first. */
  private final class SimulatedLock implements StorageLock {
    private @Nullable String name;

    SimulatedLock(String name) {
      this.name = name;
    }

    @Override
    public void close() {
      disk.locked(
          () -> {
            if (name != null && ownLocks.remove(name)) {
              cycle.locks.remove(name);
            }
            name = null;
          });
    }
  }
}
