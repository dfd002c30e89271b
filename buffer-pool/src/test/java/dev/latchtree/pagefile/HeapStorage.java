package dev.latchtree.pagefile;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.StorageLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Files on the heap: fast, full when told to be, and with a hook around each call. For tests that
 * need to stop, count or fail chosen calls; it knows nothing of crashes.
 */
public final class HeapStorage implements Storage {

  private final ConcurrentSkipListMap<String, Bytes> files = new ConcurrentSkipListMap<>();
  private volatile IoHook hook = IoHook.NONE;
  private volatile long capacity = Long.MAX_VALUE;

  /** Puts {@code hook} around every call from now on. */
  public void hook(IoHook newHook) {
    hook = newHook;
  }

  /** From now on a write that makes a file longer than this finds the disk full. */
  public void capacity(long bytes) {
    capacity = bytes;
  }

  // ---- what tests see of the files

  public long size(String name) {
    return file(name).size();
  }

  public byte[] bytes(String name, long position, int length) {
    byte[] bytes = new byte[length];
    file(name).read(ByteBuffer.wrap(bytes), position);
    return bytes;
  }

  /** Changes a file behind the back of whoever has it open. */
  public void overwrite(String name, long position, byte... bytes) {
    file(name).write(ByteBuffer.wrap(bytes), position);
  }

  public void flipBit(String name, long bit) {
    byte[] one = bytes(name, bit / 8, 1);
    one[0] ^= (byte) (1 << (bit % 8));
    overwrite(name, bit / 8, one);
  }

  public void cut(String name, long size) {
    file(name).truncate(size);
  }

  public void create(String name, byte... bytes) {
    files.put(name, new Bytes());
    overwrite(name, 0, bytes);
  }

  private Bytes file(String name) {
    Bytes file = files.get(name);
    if (file == null) {
      throw new AssertionError("no file " + name);
    }
    return file;
  }

  // ---- Storage

  @Override
  public StorageFile open(String name, OpenMode mode) throws IOException {
    return through(
        new Io(Io.Kind.OPEN, name, 0, 0, null),
        () -> {
          Bytes file = files.get(name);
          if (file == null && !(mode == OpenMode.CREATE || mode == OpenMode.CREATE_NEW)) {
            throw new NoSuchFileException(name);
          }
          if (file != null && mode == OpenMode.CREATE_NEW) {
            throw new FileAlreadyExistsException(name);
          }
          Bytes found = files.computeIfAbsent(name, missing -> new Bytes());
          return new HeapFile(name, found);
        });
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
  public void rename(String from, String to) throws IOException {
    through(
        new Io(Io.Kind.RENAME, from, 0, 0, null),
        () -> {
          Bytes moved = files.remove(from);
          if (moved == null) {
            throw new NoSuchFileException(from);
          }
          files.put(to, moved);
          return moved;
        });
  }

  @Override
  public void syncDirectory() throws IOException {
    through(new Io(Io.Kind.SYNC_DIRECTORY, "", 0, 0, null), () -> 0);
  }

  @Override
  public StorageLock lock(String name) {
    throw new UnsupportedOperationException("no test needs it");
  }

  @Override
  public String describe(String name) {
    return "/heap/" + name;
  }

  @Override
  public void close() {}

  /** One call's effect. */
  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T through(Io io, Call<T> call) throws IOException {
    IoHook around = hook;
    around.before(io);
    T result = call.run();
    around.after(io);
    return result;
  }

  private final class HeapFile implements StorageFile {

    private final String name;
    private final Bytes bytes;

    HeapFile(String name, Bytes bytes) {
      this.name = name;
      this.bytes = bytes;
    }

    @Override
    public String describe() {
      return HeapStorage.this.describe(name);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return through(
          new Io(Io.Kind.READ, name, position, target.remaining(), null),
          () -> bytes.read(target, position));
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      Io io =
          new Io(
              Io.Kind.WRITE, name, position, source.remaining(), source.slice().asReadOnlyBuffer());
      return through(
          io,
          () -> {
            if (position + source.remaining() > Math.max(capacity, bytes.size())) {
              throw new IOException("No space left on device");
            }
            return bytes.write(source, position);
          });
    }

    @Override
    public long size() {
      return bytes.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      through(new Io(Io.Kind.TRUNCATE, name, size, 0, null), () -> bytes.truncate(size));
    }

    @Override
    public void sync() throws IOException {
      through(new Io(Io.Kind.SYNC, name, 0, 0, null), () -> 0);
    }

    @Override
    public void close() {}
  }

  /** A byte array that grows. */
  private static final class Bytes {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private byte @Nullable [] content;
    private int size;

    int read(ByteBuffer target, long position) {
      lock.readLock().lock();
      try {
        if (position >= size) {
          return target.hasRemaining() ? -1 : 0;
        }
        int count = (int) Math.min(target.remaining(), size - position);
        target.put(array(0), (int) position, count);
        return count;
      } finally {
        lock.readLock().unlock();
      }
    }

    int write(ByteBuffer source, long position) {
      lock.writeLock().lock();
      try {
        int count = source.remaining();
        int end = Math.toIntExact(position + count);
        source.get(array(end), (int) position, count);
        size = Math.max(size, end);
        return count;
      } finally {
        lock.writeLock().unlock();
      }
    }

    boolean truncate(long to) {
      lock.writeLock().lock();
      try {
        if (to >= size) {
          return false;
        }
        Arrays.fill(array(0), (int) to, size, (byte) 0);
        size = (int) to;
        return true;
      } finally {
        lock.writeLock().unlock();
      }
    }

    long size() {
      lock.readLock().lock();
      try {
        return size;
      } finally {
        lock.readLock().unlock();
      }
    }

    private byte[] array(int needed) {
      byte[] now = content;
      if (now == null) {
        now = new byte[Math.max(needed, 1024)];
      } else if (now.length < needed) {
        now = Arrays.copyOf(now, Math.max(needed, now.length * 2));
      }
      content = now;
      return now;
    }
  }
}
