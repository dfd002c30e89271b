package dev.latchtree.storage;

/** How {@link Storage#open} treats a file that exists, and one that does not. */
public enum OpenMode {
  /** The file must exist; the handle refuses every change. */
  READ_ONLY,

  /** The file must exist. */
  READ_WRITE,

  /** The file is opened if it exists and created empty if it does not. */
  CREATE,

  /** The file must not exist and is created empty. */
  CREATE_NEW;

  /** Whether a handle of this mode may change the file. */
  public boolean writable() {
    return this != READ_ONLY;
  }
}
