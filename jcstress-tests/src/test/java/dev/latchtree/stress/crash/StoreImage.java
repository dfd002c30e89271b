package dev.latchtree.stress.crash;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** The bytes of a store's files, to be damaged. */
record StoreImage(Map<String, byte[]> files) {

  static StoreImage of(Storage storage) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : storage.list()) {
      if (name.endsWith("lock")) { // empty, and not to be opened while held
        continue;
      }
      try (StorageFile file = storage.open(name, OpenMode.READ_ONLY)) {
        byte[] bytes = new byte[(int) file.size()];
        file.readFully(ByteBuffer.wrap(bytes), 0);
        files.put(name, bytes);
      }
    }
    return new StoreImage(files);
  }

  /** One whose files can be replaced; their bytes are shared. */
  StoreImage copy() {
    return new StoreImage(new TreeMap<>(files));
  }

  /** The bytes of all files. */
  long size() {
    return files.values().stream().mapToLong(bytes -> bytes.length).sum();
  }

  byte[] get(String name) {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new IllegalArgumentException("no file " + name);
    }
    return bytes;
  }

  /** A copy of a file's bytes, which takes their place. */
  byte[] own(String name) {
    byte[] bytes = get(name).clone();
    files.put(name, bytes);
    return bytes;
  }

  /** A machine with these files, all of them synced. */
  SimulatedDisk disk() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    try (Storage storage = disk.storage()) {
      for (Map.Entry<String, byte[]> entry : files.entrySet()) {
        try (StorageFile file = storage.open(entry.getKey(), OpenMode.CREATE)) {
          file.writeFully(ByteBuffer.wrap(entry.getValue()), 0);
          file.sync();
        }
      }
      storage.syncDirectory();
    }
    return disk;
  }
}
