package dev.latchtree.storage;

import java.io.IOException;

/** Somebody holds the lock already; the message names the directory, the file and who. */
public final class StorageLockedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Who holds a lock that was refused. */
  public enum Holder {
    /** This process, through this or another {@link Storage}. */
    THIS_PROCESS("this process"),
    /** Another process. */
    ANOTHER_PROCESS("another process");

    private final String words;

    Holder(String words) {
      this.words = words;
    }
  }

  private final Holder holder;

  /**
   * Creates the exception.
   *
   * @param directory the directory as the user knows it
   * @param name the name of the lock
   */
  public StorageLockedException(String directory, String name, Holder holder) {
    super(
        "%s is in use: its lock file \"%s\" is held by %s"
            .formatted(directory, name, holder.words));
    this.holder = holder;
  }

  /** Who holds the lock. */
  public Holder holder() {
    return holder;
  }
}
