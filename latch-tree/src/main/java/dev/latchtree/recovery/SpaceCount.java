package dev.latchtree.recovery;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;

/** Counts the bytes of a store's files. */
final class SpaceCount {

  private SpaceCount() {}

  static SpaceUse of(Storage storage, BufferPool pool) throws IOException {
    long pageSize = pool.pageSize();
    // A crash may have left a part of a page behind the last whole one.
    long room = Math.max(pool.room() * pageSize, sizeOf(storage, Persistence.PAGES));
    long live = (pool.highWater() - pool.unusedPages()) * pageSize;
    long inLog = 0;
    long others = 0;
    for (String name : storage.list()) {
      if (WriteAheadLog.isLogFile(name)) {
        inLog += sizeOf(storage, name);
      } else if (!name.equals(Persistence.PAGES)) {
        others += sizeOf(storage, name);
      }
    }
    return new SpaceUse(live + others, room - live, inLog);
  }

  private static long sizeOf(Storage storage, String name) throws IOException {
    if (name.endsWith("lock")) {
      return 0; // nobody may open them while they are held, and there is nothing in them
    }
    try (StorageFile file = storage.open(name, OpenMode.READ_ONLY)) {
      return file.size();
    } catch (IOException e) {
      if (storage.exists(name)) {
        throw e;
      }
      return 0; // the log gave it another name meanwhile
    }
  }
}
