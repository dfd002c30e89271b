package dev.latchtree.recovery;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.recovery.ControlState.Phase;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.tree.Journal;
import dev.latchtree.tree.Room;
import java.io.IOException;

/** The files of a store that was closed, opened to be read: nothing is written to any of them. */
public final class ReadOnlyFiles {

  private final Storage storage;
  private final BufferPool pool;
  private final ControlState state;

  private ReadOnlyFiles(Storage storage, BufferPool pool, ControlState state) {
    this.storage = storage;
    this.pool = pool;
    this.state = state;
  }

  /**
   * Opens them.
   *
   * @throws IllegalStateException if the store was not closed: then its pages have to be redone
   *     first, which writes (rule R5)
   * @throws ControlFileException if there is no store, or another one
   */
  public static ReadOnlyFiles open(Storage storage, PoolOptions options, int span)
      throws IOException {
    if (!storage.exists(ControlFile.NAME)) {
      throw new ControlFileException(
          "%s is missing: there is no store here".formatted(storage.describe(ControlFile.NAME)));
    }
    try (ControlFile control = ControlFile.open(storage, OpenMode.READ_ONLY)) {
      control.requireSame(options.pageSize(), span);
      if (control.state().phase() != Phase.CLOSED) {
        throw new IllegalStateException(
            "the store of %s was not closed: open it for writing once, which recovers it, and close it"
                .formatted(control.describe()));
      }
      StoreOpening.requirePages(storage);
      BufferPool pool = BufferPool.openReadOnly(storage, Persistence.PAGES, options);
      return new ReadOnlyFiles(storage, pool, control.state());
    }
  }

  public BufferPool pool() {
    return pool;
  }

  /** A journal that takes nothing. */
  public Journal journal() {
    return new ReadOnlyJournal();
  }

  public CheckpointStats checkpoints() {
    return new CheckpointStats(0, state.beginLsn(), state.provenLsn() - state.beginLsn(), 0, 0);
  }

  public SpaceUse space() throws IOException {
    return SpaceCount.of(storage, pool);
  }

  private static final class ReadOnlyJournal implements Journal {

    private static UnsupportedOperationException refusal() {
      return new UnsupportedOperationException("the store was opened to be read only");
    }

    @Override
    public long append(byte[] record, int length) {
      throw refusal();
    }

    @Override
    public Room newRoom() {
      return Room.UNLIMITED;
    }

    @Override
    public boolean isWritable() {
      return false;
    }

    @Override
    public void requireWritable() {
      throw refusal();
    }
  }
}
