package dev.latchtree.wal;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Rule L1: makes durable what was read, before a new life of the log builds on it.
 *
 * <p>What is read after a killed process, or after a failed sync, may exist in the system's cache
 * alone, and that cache may even count it as written: a sync would do nothing. So it is written
 * again, and then synced. Each record is checked in the very memory that it is written from: the
 * cache may have dropped it since the log's end was looked for, and show older bytes now.
 *
 * <p>Crash: the bytes written are those that are there, so a crash in the middle leaves each of
 * them as it was or as it should be. The next open finds an end between the proven LSN and this
 * one, and nobody was told of anything behind the proven LSN.
 */
final class LogRepair {

  private LogRepair() {}

  /**
   * Writes all records between {@link LogEnd#provenLsn} and the end again, and syncs their files.
   * Afterwards all before the end is durable.
   *
   * <p>LogCrash.tla: Rewrite, SyncRewritten.
   *
   * @throws CorruptLogException if what is read is no longer what {@code end} was found by
   * @throws IOException if it cannot be written or synced: the log must not be written then
   */
  static void rewriteUnproven(Storage storage, LogEnd end) throws IOException {
    if (end.provenLsn() >= end.lsn()) {
      return;
    }
    LogFiles files = LogFiles.list(storage);
    if (files.isEmpty()) {
      throw new CorruptLogException(
          files.describe(0), end.firstLsn(), "the log is gone, and was there a moment ago");
    }
    LogGeometry geometry = files.geometry();
    try (RecordWalk walk = new RecordWalk(files, OpenMode.READ_WRITE)) {
      long lsn = end.provenLsn();
      while (lsn < end.lsn()) {
        long segmentEnd = Math.min(end.lsn(), geometry.startOf(geometry.segmentOf(lsn) + 1));
        walk.start(lsn, segmentEnd);
        rewrite(walk, geometry);
        lsn = segmentEnd;
        walk.file().sync();
      }
    }
  }

  private static void rewrite(RecordWalk walk, LogGeometry geometry) throws IOException {
    while (walk.step()) {
      RecordHeader header = walk.header();
      int at = walk.bringIn();
      StorageFile file = walk.file();
      // Of a PAD only the header: what it covers was never anybody's.
      ByteBuffer record = walk.scan().bytes().duplicate().clear();
      file.writeFully(
          record.limit(at + header.coveredLength()).position(at), geometry.positionOf(walk.lsn()));
    }
  }
}
