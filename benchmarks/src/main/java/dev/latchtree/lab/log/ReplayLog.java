package dev.latchtree.lab.log;

import dev.latchtree.storage.Storage;
import dev.latchtree.wal.LogOptions;
import dev.latchtree.wal.SyncPolicy;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A closed log of a given size, made once, for probes that read it. Used by one thread. */
final class ReplayLog implements AutoCloseable {

  private static final int SEGMENT = 16 << 20;

  private final Disk disk;
  private final byte[] payload;
  private final long bytes;
  private @Nullable Storage storage;

  /**
   * @param payload bytes of each record's payload
   * @param bytes of the whole log
   */
  ReplayLog(Disk disk, int payload, long bytes) {
    this.disk = disk;
    this.payload = Payloads.Kind.TEXT.make(payload, 1);
    this.bytes = bytes;
  }

  /** Bytes of each record's payload. */
  double payload() {
    return payload.length;
  }

  /** The storage with the log; written at the first call. */
  Storage storage() throws IOException {
    Storage present = storage;
    if (present == null) {
      present = disk.open("replay");
      storage = present;
      write(present);
    }
    return present;
  }

  private void write(Storage target) throws IOException {
    int segment = SEGMENT;
    while (segment > 1 << 20 && segment > bytes / 8) {
      segment /= 2; // a parallel read needs several
    }
    LogOptions options =
        LogOptions.builder()
            .policy(SyncPolicy.os())
            .segmentSize(segment)
            .preallocate(false)
            .build();
    try (WriteAheadLog log = WriteAheadLog.open(target, options)) {
      while (log.endLsn() < bytes) {
        log.append(1, payload);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (storage != null) {
      storage.close();
    }
  }
}
