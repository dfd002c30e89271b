package dev.latchtree.stress.jcstress;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.StorageLock;
import java.io.FileNotFoundException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * All files of a store, in memory: in chunks that are made when they are first written, because
 * nobody knows how long a page file will be. As fast as memory, and without a memory of its writes.
 * It knows no crash.
 */
final class StoreMemory implements Storage {

  private static final int CHUNK = 64 << 10;

  /** Where nobody has written yet. */
  private static final byte[] NOTHING = new byte[CHUNK];

  private final ConcurrentSkipListMap<String, MemoryFile> files = new ConcurrentSkipListMap<>();

  @Override
  public StorageFile open(String name, OpenMode mode) throws FileNotFoundException {
    if (mode == OpenMode.READ_ONLY || mode == OpenMode.READ_WRITE) {
      MemoryFile file = files.get(name);
      if (file == null) {
        throw new FileNotFoundException(name);
      }
      return file;
    }
    return files.computeIfAbsent(name, key -> new MemoryFile());
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

    private final ConcurrentMap<Long, byte[]> chunks = new ConcurrentHashMap<>();
    private volatile long size;

    @Override
    public int read(ByteBuffer target, long position) {
      int wanted = (int) Math.min(target.remaining(), size - position);
      if (wanted <= 0) {
        return -1;
      }
      for (int done = 0; done < wanted; ) {
        long at = position + done;
        int count = Math.min(wanted - done, CHUNK - (int) (at % CHUNK));
        byte[] chunk = chunks.getOrDefault(at / CHUNK, NOTHING);
        target.put(chunk, (int) (at % CHUNK), count);
        done += count;
      }
      return wanted;
    }

    @Override
    public int write(ByteBuffer source, long position) {
      int wanted = source.remaining();
      for (int done = 0; done < wanted; ) {
        long at = position + done;
        int count = Math.min(wanted - done, CHUNK - (int) (at % CHUNK));
        byte[] chunk = chunks.computeIfAbsent(at / CHUNK, index -> new byte[CHUNK]);
        source.get(chunk, (int) (at % CHUNK), count);
        done += count;
      }
      grow(position + wanted);
      return wanted;
    }

    private synchronized void grow(long end) {
      size = Math.max(size, end);
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public synchronized void truncate(long newSize) {
      if (newSize < size) {
        size = newSize;
        chunks.keySet().removeIf(index -> index * CHUNK >= newSize);
        byte[] last = chunks.get(newSize / CHUNK);
        if (last != null) {
          Arrays.fill(last, (int) (newSize % CHUNK), CHUNK, (byte) 0);
        }
      }
    }

    @Override
    public void sync() {}

    @Override
    public String describe() {
      return "a file in memory";
    }

    @Override
    public void close() {}
  }
}
