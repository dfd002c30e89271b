package dev.latchtree.lab.measure;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.StorageLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A storage without a disk: of each file it keeps the first bytes, enough for a header, and the
 * size; all else that is written is dropped and reads as zeros. Syncs do nothing. So what is
 * measured over it is the cost of everything but storage. Thread safe.
 */
public final class NoDisk implements Storage {

  private static final int KEPT = 8 << 10;

  private final ConcurrentSkipListMap<String, Content> files = new ConcurrentSkipListMap<>();

  @Override
  public StorageFile open(String name, OpenMode mode) throws IOException {
    Content made = new Content();
    Content found =
        switch (mode) {
          case READ_ONLY, READ_WRITE -> files.get(name);
          case CREATE -> {
            Content present = files.putIfAbsent(name, made);
            yield present == null ? made : present;
          }
          case CREATE_NEW -> {
            if (files.putIfAbsent(name, made) != null) {
              throw new FileAlreadyExistsException(name);
            }
            yield made;
          }
        };
    if (found == null) {
      throw new NoSuchFileException(name);
    }
    return new Handle(describe(name), found);
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
  public void delete(String name) throws IOException {
    if (files.remove(name) == null) {
      throw new NoSuchFileException(name);
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Content moved = files.remove(from);
    if (moved == null) {
      throw new NoSuchFileException(from);
    }
    files.put(to, moved);
  }

  @Override
  public void syncDirectory() {}

  @Override
  public StorageLock lock(String name) {
    return () -> {};
  }

  @Override
  public String describe(String name) {
    return "no disk: " + name;
  }

  @Override
  public void close() {}

  /** What is kept of a file; its own monitor guards it. */
  private static final class Content {

    private final byte[] start = new byte[KEPT];
    private long size;

    synchronized int read(ByteBuffer target, long position) {
      if (position >= size) {
        return target.hasRemaining() ? -1 : 0;
      }
      int count = (int) Math.min(target.remaining(), size - position);
      for (int i = 0; i < count; i++) {
        long at = position + i;
        target.put(at < KEPT ? start[(int) at] : 0);
      }
      return count;
    }

    synchronized int write(ByteBuffer source, long position) {
      int count = source.remaining();
      if (position < KEPT) {
        int kept = (int) Math.min(count, KEPT - position);
        source.duplicate().get(start, (int) position, kept);
      }
      source.position(source.limit());
      size = Math.max(size, position + count);
      return count;
    }

    synchronized void truncate(long newSize) {
      size = Math.min(size, newSize);
    }

    synchronized long size() {
      return size;
    }
  }

  private static final class Handle implements StorageFile {

    private final String description;
    private final Content content;

    Handle(String description, Content content) {
      this.description = description;
      this.content = content;
    }

    @Override
    public String describe() {
      return description;
    }

    @Override
    public int read(ByteBuffer target, long position) {
      return content.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) {
      return content.write(source, position);
    }

    @Override
    public long size() {
      return content.size();
    }

    @Override
    public void truncate(long size) {
      content.truncate(size);
    }

    @Override
    public void sync() {}

    @Override
    public void close() {}
  }
}
