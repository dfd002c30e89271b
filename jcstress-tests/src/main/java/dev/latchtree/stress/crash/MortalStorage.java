package dev.latchtree.stress.crash;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.StorageLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A storage as a process sees it that is killed at one of its calls: from then on no call has any
 * effect. The machine goes on, so all that was written is there for the next process, on disk or
 * not.
 */
final class MortalStorage implements Storage {

  private final Storage storage;
  private final AtomicLong callsLeft = new AtomicLong(Long.MAX_VALUE);

  MortalStorage(Storage storage) {
    this.storage = storage;
  }

  /** The process dies after so many calls more. */
  void killAfter(long calls) {
    callsLeft.set(calls);
  }

  boolean isDead() {
    return callsLeft.get() < 0;
  }

  private void live() throws IOException {
    if (callsLeft.get() < 0 || callsLeft.decrementAndGet() < 0) {
      throw new IOException("the process was killed (simulated)");
    }
  }

  @Override
  public StorageFile open(String name, OpenMode mode) throws IOException {
    live();
    return new MortalFile(storage.open(name, mode));
  }

  @Override
  public boolean exists(String name) throws IOException {
    live();
    return storage.exists(name);
  }

  @Override
  public List<String> list() throws IOException {
    live();
    return storage.list();
  }

  @Override
  public void delete(String name) throws IOException {
    live();
    storage.delete(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    live();
    storage.rename(from, to);
  }

  @Override
  public void syncDirectory() throws IOException {
    live();
    storage.syncDirectory();
  }

  @Override
  public StorageLock lock(String name) throws IOException {
    live();
    return storage.lock(name);
  }

  @Override
  public String describe(String name) {
    return storage.describe(name);
  }

  /** Lets go of all locks, as the end of a process does. */
  @Override
  public void close() throws IOException {
    storage.close();
  }

  private final class MortalFile implements StorageFile {
    private final StorageFile file;

    MortalFile(StorageFile file) {
      this.file = file;
    }

    @Override
    public String describe() {
      return file.describe();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      live();
      return file.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      live();
      return file.write(source, position);
    }

    @Override
    public long size() throws IOException {
      live();
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      live();
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      live();
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
