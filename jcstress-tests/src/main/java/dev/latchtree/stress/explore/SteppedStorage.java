package dev.latchtree.stress.explore;

import dev.latchtree.memory.YieldPoint;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.StorageLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A storage whose calls are steps of an interleaving: a yield point comes before each. */
public final class SteppedStorage implements Storage {

  private final Storage storage;

  public SteppedStorage(Storage storage) {
    this.storage = storage;
  }

  private static void step(String what, String name) {
    YieldPoint.at(what + " " + name, 0);
  }

  @Override
  public StorageFile open(String name, OpenMode mode) throws IOException {
    step("open", name);
    return new SteppedFile(storage.open(name, mode));
  }

  @Override
  public boolean exists(String name) throws IOException {
    step("look for", name);
    return storage.exists(name);
  }

  @Override
  public List<String> list() throws IOException {
    step("list", "directory");
    return storage.list();
  }

  @Override
  public void delete(String name) throws IOException {
    step("delete", name);
    storage.delete(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    step("rename", from);
    storage.rename(from, to);
  }

  @Override
  public void syncDirectory() throws IOException {
    step("sync", "directory");
    storage.syncDirectory();
  }

  @Override
  public StorageLock lock(String name) throws IOException {
    step("lock", name);
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

  private static final class SteppedFile implements StorageFile {

    private final StorageFile file;

    SteppedFile(StorageFile file) {
      this.file = file;
    }

    /** It may have been renamed since it was opened. */
    private void step(String what) {
      String path = file.describe();
      SteppedStorage.step(what, path.substring(path.lastIndexOf('/') + 1));
    }

    @Override
    public String describe() {
      return file.describe();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      step("read");
      return file.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      step("write");
      return file.write(source, position);
    }

    @Override
    public long size() throws IOException {
      step("ask the size of");
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      step("truncate");
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      step("sync");
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
