package dev.latchtree.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Another storage, with syncs that take longer: a model of slower disks for benchmarks and tests.
 * Syncs of files and of the directory return only when the given time has passed after the real
 * one. What is written during that time is not covered by the sync, as on a real disk. Syncs that
 * run at the same time do not queue up behind each other.
 *
 * <p>Thread safe and interrupt-safe if the storage below is; crash behaviour is that of the storage
 * below.
 */
public final class SlowSyncStorage implements Storage {
  private final Storage storage;
  private final SyncDelay delay;

  /** Wraps {@code storage}, which this one closes; {@code delay} is added to each sync. */
  public SlowSyncStorage(Storage storage, Duration delay) {
    this.storage = storage;
    this.delay = new SyncDelay(delay);
  }

  @Override
  public StorageFile open(String name, OpenMode mode) throws IOException {
    return new SlowSyncFile(storage.open(name, mode), delay);
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
    delay.await();
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
