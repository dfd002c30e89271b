package dev.latchtree.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Whole files as byte arrays, for tests. */
public final class FileBytes {
  private FileBytes() {}

  /** Bytes to write. */
  public static ByteBuffer of(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Random bytes, the same for the same seed. */
  public static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /** Everything in a file. */
  public static byte[] read(StorageFile file) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(file.size())];
    file.readFully(ByteBuffer.wrap(bytes), 0);
    return bytes;
  }

  /** Everything in the file of this name. */
  public static byte[] read(Storage storage, String name) throws IOException {
    try (StorageFile file = storage.open(name, OpenMode.READ_ONLY)) {
      return read(file);
    }
  }

  /** Everything in the file of this name, as text. */
  public static String text(Storage storage, String name) throws IOException {
    return new String(read(storage, name), StandardCharsets.UTF_8);
  }

  /** Creates a file if need be and writes these bytes at its start; syncs nothing. */
  public static void write(Storage storage, String name, byte[] bytes) throws IOException {
    try (StorageFile file = storage.open(name, OpenMode.CREATE)) {
      file.writeFully(ByteBuffer.wrap(bytes), 0);
    }
  }

  /** Creates a file if need be, writes these bytes at its start and makes all of it durable. */
  public static void writeDurably(Storage storage, String name, byte[] bytes) throws IOException {
    try (StorageFile file = storage.open(name, OpenMode.CREATE)) {
      file.writeFully(ByteBuffer.wrap(bytes), 0);
      file.sync();
    }
    storage.syncDirectory();
  }
}
