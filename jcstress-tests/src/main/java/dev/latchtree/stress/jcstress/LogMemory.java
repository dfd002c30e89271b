package dev.latchtree.stress.jcstress;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.StorageLock;
import java.io.FileNotFoundException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Log segments in memory: a file is a buffer of the size that its log gives it at once. As fast as
 * memory, and without a memory of its writes. It knows no crash.
 */
final class LogMemory implements Storage {

  private final int capacity;
  private final ConcurrentSkipListMap<String, MemoryFile> files = new ConcurrentSkipListMap<>();

  /**
   * @param capacity bytes of each file
   */
  LogMemory(int capacity) {
    this.capacity = capacity;
  }

  /** The bytes of a file, little endian; read by position only. */
  ByteBuffer bytes(String name) throws FileNotFoundException {
    MemoryFile file = files.get(name);
    if (file == null) {
      throw new FileNotFoundException(name);
    }
    return file.bytes;
  }

  @Override
  public StorageFile open(String name, OpenMode mode) {
    return files.computeIfAbsent(name, key -> new MemoryFile(capacity));
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
    MemoryFile file = files.remove(from);
    if (file != null) {
      files.put(to, file);
    }
  }

  @Override
  public void syncDirectory() {}

  @Override
  public StorageLock lock(String name) {
    return () -> {};
  }

  @Override
  public String describe(String name) {
    return name + " in memory";
  }

  @Override
  public void close() {}

  private static final class MemoryFile implements StorageFile {

    final ByteBuffer bytes;
    private volatile long size;

    MemoryFile(int capacity) {
      bytes = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public int read(ByteBuffer target, long position) {
      int count = (int) Math.min(target.remaining(), size - position);
      if (count <= 0) {
        return -1;
      }
      target.put(bytes.slice((int) position, count));
      return count;
    }

    @Override
    public int write(ByteBuffer source, long position) {
      int count = source.remaining();
      bytes.slice((int) position, count).put(source);
      size = Math.max(size, position + count); // the log has one writer
      return count;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public void truncate(long newSize) {
      size = Math.min(size, newSize);
    }

    @Override
    public void sync() {}

    @Override
    public String describe() {
      return "a segment in memory";
    }

    @Override
    public void close() {}
  }
}
