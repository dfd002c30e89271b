package dev.latchtree.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A file of {@link SlowSyncStorage}. */
final class SlowSyncFile implements StorageFile {
  private final StorageFile file;
  private final SyncDelay delay;

  SlowSyncFile(StorageFile file, SyncDelay delay) {
    this.file = file;
    this.delay = delay;
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
  public void allocate(long position, long length) throws IOException {
    file.allocate(position, length);
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
    file.sync();
    delay.await();
  }

  @Override
  public @Nullable FileMapping map(long length) throws IOException {
    return file.map(length);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
