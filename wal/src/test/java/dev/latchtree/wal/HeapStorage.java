package dev.latchtree.wal;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.StorageLock;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Files that are arrays, which tests share and change. Counts what is read. */
final class HeapStorage implements Storage {

  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private final AtomicLong bytesRead = new AtomicLong();

  Map<String, byte[]> files() {
    return files;
  }

  long bytesRead() {
    return bytesRead.get();
  }

  @Override
  public StorageFile open(String name, OpenMode mode) throws NoSuchFileException {
    byte[] bytes = files.get(Storage.requireFileName(name));
    if (bytes == null) {
      throw new NoSuchFileException(name);
    }
    return new HeapFile(name, bytes);
  }

  @Override
  public boolean exists(String name) {
    return files.containsKey(name);
  }

  @Override
  public List<String> list() {
    return List.copyOf(files.keySet());
  }

  @Override
  public void delete(String name) {
    files.remove(name);
  }

  @Override
  public void rename(String from, String to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void syncDirectory() {}

  @Override
  public StorageLock lock(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String describe(String name) {
    return "heap/" + name;
  }

  @Override
  public void close() {}

  private final class HeapFile implements StorageFile {
    private final String name;
    private final byte[] bytes;

    HeapFile(String name, byte[] bytes) {
      this.name = name;
      this.bytes = bytes;
    }

    @Override
    public String describe() {
      return HeapStorage.this.describe(name);
    }

    @Override
    public int read(ByteBuffer target, long position) {
      if (position >= bytes.length) {
        return -1;
      }
      int count = (int) Math.min(target.remaining(), bytes.length - position);
      target.put(bytes, (int) position, count);
      bytesRead.addAndGet(count);
      return count;
    }

    @Override
    public int write(ByteBuffer source, long position) {
      int count = source.remaining();
      source.get(bytes, (int) position, count);
      return count;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void sync() {}

    @Override
    public void close() {}
  }
}
