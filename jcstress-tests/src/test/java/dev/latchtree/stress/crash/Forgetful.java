package dev.latchtree.stress.crash;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.StorageLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A storage that says that it has synced the log, and has not: to explored threads. */
final class Forgetful implements Storage {

  private final Storage storage;

  Forgetful(Storage storage) {
    this.storage = storage;
  }

  @Override
  public StorageFile open(String name, OpenMode mode) throws IOException {
    StorageFile file = storage.open(name, mode);
    return name.endsWith(".wal") || name.endsWith(".tmp") ? new ForgetfulFile(file) : file;
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
    storage.delete(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    storage.rename(from, to);
  }

  @Override
  public void syncDirectory() throws IOException {
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

  private static final class ForgetfulFile implements StorageFile {

    private final StorageFile file;

    ForgetfulFile(StorageFile file) {
      this.file = file;
    }

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
      return file.write(source, position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      if (!Thread.currentThread().getName().startsWith("explored-")) {
        file.sync();
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
