package dev.latchtree.wal;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.StorageLock;
import dev.latchtree.storage.sim.IoKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A storage that asks before it changes or syncs anything: the hook may wait, or throw. */
record HookedStorage(Storage storage, Hook hook) implements Storage {

  /** Called by the thread that makes the call, which holds nothing of the storage. */
  interface Hook {
    void before(IoKind kind) throws IOException;
  }

  @Override
  public StorageFile open(String name, OpenMode mode) throws IOException {
    hook.before(mode == OpenMode.CREATE_NEW ? IoKind.CREATE : IoKind.OPEN);
    StorageFile file = storage.open(name, mode);
    return new StorageFile() {
      @Override
      public String describe() {
        return file.describe();
      }

      @Override
      public int read(ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
      }

      @Override
      public int write(ByteBuffer source, long position) throws IOException {
        hook.before(IoKind.WRITE);
        return file.write(source, position);
      }

      @Override
      public long size() throws IOException {
        return file.size();
      }

      @Override
      public void truncate(long size) throws IOException {
        hook.before(IoKind.TRUNCATE);
        file.truncate(size);
      }

      @Override
      public void sync() throws IOException {
        hook.before(IoKind.SYNC);
        file.sync();
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }

  @Override
  public boolean exists(String name) throws IOException {
    return storage.exists(name);
  }

  @Override
  public List<String> list() throws IOException {
    return storage.list();
  }

  @Override
  public void delete(String name) throws IOException {
    hook.before(IoKind.DELETE);
    storage.delete(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    hook.before(IoKind.RENAME);
    storage.rename(from, to);
  }

  @Override
  public void syncDirectory() throws IOException {
    hook.before(IoKind.SYNC_DIRECTORY);
    storage.syncDirectory();
  }

  @Override
  public StorageLock lock(String name) throws IOException {
    return storage.lock(name);
  }

  @Override
  public String describe(String name) {
    return storage.describe(name);
  }

  @Override
  public void close() throws IOException {
    storage.close();
  }
}
