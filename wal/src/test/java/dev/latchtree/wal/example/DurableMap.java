package dev.latchtree.wal.example;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.wal.LogOptions;
import dev.latchtree.wal.LogReader;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A map that survives crashes. Keys without =, values of one line, to keep it short. */
// [example
public final class DurableMap implements AutoCloseable {
  private final Storage storage;
  private final WriteAheadLog log;
  private final TreeMap<String, String> map = new TreeMap<>();

  public DurableMap(Storage storage) throws IOException {
    this.storage = storage;
    long from = loadSnapshot();
    log = WriteAheadLog.open(storage, LogOptions.builder().provenLsn(from).build());
    try (LogReader reader = LogReader.open(storage)) {
      reader.read(from, r -> apply(StandardCharsets.UTF_8.decode(r.payload()).toString()));
    }
  }

  public synchronized @Nullable String get(String key) {
    return map.get(key);
  }

  public void put(String key, String value) {
    String change = key + '=' + value;
    long lsn;
    synchronized (this) { // the same order in the log and in the map ...
      lsn = log.append(0, change.getBytes(StandardCharsets.UTF_8));
      apply(change);
    }
    log.commit(lsn); // ... and no lock while the disk works: many writers share a sync
  }

  private void apply(String change) {
    int split = change.indexOf('=');
    map.put(change.substring(0, split), change.substring(split + 1));
  }

  public synchronized void snapshot() throws IOException {
    log.sync(); // never a snapshot of what the log may still lose
    long lsn = log.endLsn();
    StringBuilder text = new StringBuilder(lsn + "\n");
    map.forEach((key, value) -> text.append(key + '=' + value + '\n'));
    try (StorageFile file = storage.open("snapshot.tmp", OpenMode.CREATE)) {
      file.truncate(0);
      file.writeFully(StandardCharsets.UTF_8.encode(text.toString()), 0);
      file.sync();
    }
    storage.rename("snapshot.tmp", "snapshot");
    storage.syncDirectory();
    log.truncate(lsn); // the snapshot has all that came before
  }

  private long loadSnapshot() throws IOException {
    if (!storage.exists("snapshot")) {
      return 0;
    }
    try (StorageFile file = storage.open("snapshot", OpenMode.READ_ONLY)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
      file.readFully(bytes, 0);
      List<String> lines = StandardCharsets.UTF_8.decode(bytes.flip()).toString().lines().toList();
      lines.subList(1, lines.size()).forEach(this::apply);
      return Long.parseLong(lines.get(0));
    }
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
// example]
