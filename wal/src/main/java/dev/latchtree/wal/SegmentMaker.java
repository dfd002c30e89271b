package dev.latchtree.wal;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Makes a segment file ready for records: new, of a spare, or the one that the last life wrote
 * last.
 *
 * <p>Crash: a file is filled with zeros (or keeps the bytes of its former life), gets the header of
 * its index, is synced, gets its name, and the directory is synced. So a file under a segment's
 * name always has its header and, if preallocated, its blocks, and a record's sync never has to
 * make a name or a size durable.
 *
 * <p>For one thread.
 */
final class SegmentMaker {

  static final String UNFINISHED = "preparing.tmp";

  /** Blocks are taken in pieces, each synced: one long sync would hold up those of the log. */
  private static final int PIECE = 1 << 20;

  /**
   * Where commits do not wait for those: on a disk that is busy each takes long, whatever it
   * covers.
   */
  private static final int LARGE_PIECE = 16 << 20;

  private final Storage storage;
  private final LogDirectory directory;
  private final LogHealth health;
  private final LogGeometry geometry;
  private final long logId;
  private final boolean preallocate;
  private final int pieceSize;

  SegmentMaker(
      Storage storage,
      LogDirectory directory,
      LogHealth health,
      LogGeometry geometry,
      long logId,
      LogOptions options) {
    this.storage = storage;
    this.directory = directory;
    this.health = health;
    this.geometry = geometry;
    this.logId = logId;
    preallocate = options.preallocate();
    pieceSize =
        switch (options.policy().kind()) {
          case ALWAYS, GROUP, INTERVAL -> PIECE;
          case OS -> LARGE_PIECE;
        };
  }

  SegmentHeader header(long index) {
    return new SegmentHeader(geometry.segmentSize(), index, logId);
  }

  /** Opens the segment that the last life wrote last. */
  StorageFile openUsed(long index) throws IOException {
    String name = SegmentLayout.fileName(index);
    StorageFile file = storage.open(name, OpenMode.READ_WRITE);
    try {
      if (!SegmentHeader.read(file, index, geometry.startOf(index)).equals(header(index))) {
        throw new CorruptLogException(name, geometry.startOf(index), "another log's segment");
      }
      allocateFrom(file, file.size(), this::syncUsed);
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Makes a segment of a spare, or of a new file; whichever it is is deleted if that cannot be
   * done.
   */
  StorageFile make(long index, @Nullable String spare) throws IOException {
    if (spare != null) {
      return make(spare, storage.open(spare, OpenMode.READ_WRITE), index);
    }
    if (storage.exists(UNFINISHED)) {
      storage.delete(UNFINISHED);
    }
    return make(UNFINISHED, storage.open(UNFINISHED, OpenMode.CREATE_NEW), index);
  }

  private StorageFile make(String name, StorageFile file, long index) throws IOException {
    boolean made = false;
    try {
      allocateFrom(file, file.size(), StorageFile::sync);
      file.writeFully(header(index).encode(), 0);
      file.sync();
      storage.rename(name, SegmentLayout.fileName(index));
      directory.sync();
      made = true;
      return file;
    } catch (IOException e) {
      discard(name, e);
      throw e;
    } finally {
      if (!made) {
        file.close();
      }
    }
  }

  private void discard(String name, IOException reason) {
    try {
      if (storage.exists(name)) {
        storage.delete(name);
      }
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private interface Sync {
    void of(StorageFile file) throws IOException;
  }

  private void allocateFrom(StorageFile file, long from, Sync sync) throws IOException {
    if (preallocate) {
      for (long at = from; at < geometry.segmentSize(); ) {
        long piece = Math.min(pieceSize, geometry.segmentSize() - at);
        file.allocate(at, piece);
        sync.of(file);
        at += piece;
      }
    }
  }

  /** A file with records whose sync has failed must not be tried with again. */
  private void syncUsed(StorageFile file) throws IOException {
    try {
      file.sync();
    } catch (IOException e) {
      health.fail(e);
      throw e;
    }
  }
}
