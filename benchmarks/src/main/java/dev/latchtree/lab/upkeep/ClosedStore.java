package dev.latchtree.lab.upkeep;

import dev.latchtree.LatchStore;
import dev.latchtree.StoreOptions;
import dev.latchtree.Verification;
import dev.latchtree.pagefile.CorruptPageException;
import dev.latchtree.pagefile.PageFileFormatException;
import dev.latchtree.recovery.ControlFileException;
import dev.latchtree.wal.CorruptLogException;
import dev.latchtree.wal.LogFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A store that nobody else has open, read only: while it is open here, nobody can open it.
 *
 * @param directory where it is
 * @param store itself
 * @param pageSize bytes of its pages
 */
public record ClosedStore(Path directory, LatchStore store, int pageSize) implements AutoCloseable {

  private static final String CONTROL = "control";
  private static final int DEFAULT_PAGE_SIZE = 16 << 10;

  /** All there are, the usual one first: a store says which one it has only by refusing others. */
  private static final List<Integer> PAGE_SIZES =
      List.of(DEFAULT_PAGE_SIZE, 4 << 10, 8 << 10, 32 << 10, 64 << 10);

  private static final long LEAST_SEGMENT = 1L << 20;
  private static final long POOL = 256L << 20;

  /**
   * Opens it.
   *
   * @throws StoreRefusedException if there is none, somebody has it open, it was not closed
   *     cleanly, or it says of itself that it cannot be read
   * @throws DamagedStoreException if its files are not what they should be
   */
  public static ClosedStore open(Path directory)
      throws StoreRefusedException, DamagedStoreException {
    requireStore(directory);
    StoreRefusedException refused = null;
    for (int pageSize : PAGE_SIZES) {
      try {
        return open(directory, pageSize);
      } catch (ControlFileException e) {
        refused = refused == null ? new StoreRefusedException(describe(e), e) : refused;
      }
    }
    throw Objects.requireNonNull(refused);
  }

  private static ClosedStore open(Path directory, int pageSize)
      throws StoreRefusedException, DamagedStoreException {
    try {
      return new ClosedStore(
          directory, LatchStore.openReadOnly(directory, options(pageSize).build()), pageSize);
    } catch (IllegalStateException e) {
      throw new StoreRefusedException(describe(e), e);
    } catch (CorruptPageException | PageFileFormatException e) {
      throw new DamagedStoreException(describe(e), e);
    } catch (UncheckedIOException e) {
      throw refusal(e);
    }
  }

  private static StoreRefusedException refusal(UncheckedIOException e)
      throws DamagedStoreException {
    IOException cause = e.getCause();
    if (cause instanceof CorruptLogException || cause instanceof LogFormatException) {
      throw new DamagedStoreException(describe(cause), e);
    }
    return new StoreRefusedException(describe(cause == null ? e : cause), e);
  }

  /** All that is wrong in it is an exception. */
  void requireSound() throws DamagedStoreException {
    Verification found = store.verify();
    if (!found.isSound()) {
      throw DamagedStoreException.of(this, found);
    }
  }

  static StoreOptions.Builder options(int pageSize) {
    return StoreOptions.builder().pageSize(pageSize).poolBytes(POOL);
  }

  private static void requireStore(Path directory) throws StoreRefusedException {
    if (!Files.isDirectory(directory)) {
      throw new StoreRefusedException(
          Files.exists(directory)
              ? directory + " is a file; name the directory of a store"
              : directory + " does not exist" + CompactionPlaces.of(directory).hint());
    }
    if (!Files.exists(directory.resolve(CONTROL))) {
      throw new StoreRefusedException(
          directory + " is not a store: it has no file '" + CONTROL + "'");
    }
  }

  private static String describe(Exception e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }

  /** Bytes of all its files. */
  long bytesOnDisk() throws IOException {
    long sum = 0;
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  /** Bytes of a segment of its log: a power of two that the longest one fits in. */
  int logSegmentSize() throws IOException {
    long longest = LEAST_SEGMENT;
    try (var segments = Files.newDirectoryStream(directory, "*.wal")) {
      for (Path segment : segments) {
        longest = Math.max(longest, Files.size(segment));
      }
    }
    return Integer.highestOneBit(Math.toIntExact(longest * 2 - 1));
  }

  @Override
  public void close() {
    store.close();
  }
}
