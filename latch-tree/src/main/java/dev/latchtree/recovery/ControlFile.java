package dev.latchtree.recovery;

import dev.latchtree.recovery.ControlState.Phase;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The control file: two slots that are written in turn, so that one of them is whole at any
 * instant. The whole one with the larger sequence counts. Little endian; slot {@code n} begins at
 * {@code n * 4096}:
 *
 * <pre>
 *  offset size field           notes
 *       0    8 magic           "LTREECTL"
 *       8    4 version         {@link #VERSION}
 *      12    4 phase           {@link ControlState.Phase}
 *      16    8 sequence
 *      24    4 page size
 *      28    4 span
 *      32    8 begin LSN
 *      40    8 loose ends LSN
 *      48    8 proven LSN
 *      56    8 redo rate
 *      64    4 checksum        CRC32C of all before it
 * </pre>
 *
 * <p>Versions: a store is read by the version of the library that wrote it and by all that have the
 * same format version; another one is refused before anything is touched.
 *
 * <p>For one thread at a time.
 */
final class ControlFile implements AutoCloseable {

  static final String NAME = "control";
  static final int VERSION = 1;

  private static final String UNFINISHED = NAME + ".new";
  private static final long MAGIC = 0x4c54_4345_4552_544cL; // "LTREECTL" as a little-endian long
  private static final int SLOT = 4096;
  private static final int CHECKSUM = 64;
  private static final int SIZE = CHECKSUM + Integer.BYTES;

  private final StorageFile file;
  private ControlState state;

  private ControlFile(StorageFile file, ControlState state) {
    this.file = file;
    this.state = state;
  }

  /** Makes the file; it is there with this state, or not there. */
  static ControlFile create(Storage storage, ControlState first) throws IOException {
    try (StorageFile file = storage.open(UNFINISHED, OpenMode.CREATE)) {
      file.truncate(0); // a crash may have left one
      file.writeFully(encode(first), slotOf(first));
      file.writeFully(ByteBuffer.allocateDirect(SLOT), slotOf(first.next()));
      file.sync();
    }
    storage.rename(UNFINISHED, NAME);
    storage.syncDirectory();
    return open(storage, OpenMode.READ_WRITE);
  }

  /**
   * Opens the file.
   *
   * @throws ControlFileException if no slot is whole, or it is of another version
   */
  static ControlFile open(Storage storage, OpenMode mode) throws IOException {
    StorageFile file = storage.open(NAME, mode);
    boolean opened = false;
    try {
      ControlFile control = new ControlFile(file, read(file));
      opened = true;
      return control;
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  private static ControlState read(StorageFile file) throws IOException {
    ControlState first = readSlot(file, 0);
    ControlState second = readSlot(file, 1);
    if (first != null && (second == null || first.sequence() > second.sequence())) {
      return first;
    }
    if (second == null) {
      throw new ControlFileException(
          file.describe()
              + " is damaged: neither of its two slots is whole; restore the store from a backup");
    }
    return second;
  }

  private static @Nullable ControlState readSlot(StorageFile file, int slot) throws IOException {
    long start = (long) slot * SLOT;
    if (file.size() < start + SIZE) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    file.readFully(bytes, start);
    if (bytes.getLong(0) != MAGIC || bytes.getInt(CHECKSUM) != checksum(bytes)) {
      return null;
    }
    if (bytes.getInt(8) != VERSION) {
      throw new ControlFileException(
          "%s has format %d, this version of the library reads and writes %d"
              .formatted(file.describe(), bytes.getInt(8), VERSION));
    }
    return new ControlState(
        Phase.of(bytes.getInt(12)),
        bytes.getLong(16),
        bytes.getInt(24),
        bytes.getInt(28),
        bytes.getLong(32),
        bytes.getLong(40),
        bytes.getLong(48),
        bytes.getLong(56));
  }

  private static ByteBuffer encode(ControlState state) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(SLOT).order(ByteOrder.LITTLE_ENDIAN);
    bytes
        .putLong(MAGIC)
        .putInt(VERSION)
        .putInt(state.phase().code())
        .putLong(state.sequence())
        .putInt(state.pageSize())
        .putInt(state.span())
        .putLong(state.beginLsn())
        .putLong(state.looseEndsLsn())
        .putLong(state.provenLsn())
        .putLong(state.redoRate());
    bytes.putInt(checksum(bytes));
    return bytes.rewind();
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, CHECKSUM));
    return (int) crc.getValue();
  }

  private static long slotOf(ControlState state) {
    return state.sequence() % 2 * SLOT;
  }

  ControlState state() {
    return state;
  }

  /**
   * Makes {@code newState} what counts; on return it is on disk. Checkpoint.tla: WriteControl,
   * SyncControl.
   */
  void write(ControlState newState) throws IOException {
    ControlState numbered =
        new ControlState(
            newState.phase(),
            state.sequence() + 1,
            newState.pageSize(),
            newState.span(),
            newState.beginLsn(),
            newState.looseEndsLsn(),
            newState.provenLsn(),
            newState.redoRate());
    file.writeFully(encode(numbered), slotOf(numbered));
    file.sync();
    state = numbered;
  }

  /**
   * Fails if the store is of another shape.
   *
   * @throws ControlFileException saying what was found and what was wanted
   */
  void requireSame(int pageSize, int span) {
    if (state.pageSize() != pageSize) {
      throw new ControlFileException(
          "%s is of a store with pages of %d bytes, %d were asked for: open it with the page size it was created with"
              .formatted(describe(), state.pageSize(), pageSize));
    }
    if (state.span() != span) {
      throw new ControlFileException(
          "%s is of a store whose space map pages are about %d pages each, %d were asked for"
              .formatted(describe(), state.span(), span));
    }
  }

  /**
   * Makes {@code newState} what counts in both slots: damage to one must not bring back another.
   */
  void writeTwice(ControlState newState) throws IOException {
    write(newState);
    write(newState);
  }

  String describe() {
    return file.describe();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
