package dev.latchtree.tree;

/** Where every change goes before it is made. */
@FunctionalInterface
public interface Journal {

  /**
   * Takes a change record and returns its LSN. Called under the latches of all pages that it is
   * about; does not wait, and does not keep the array.
   */
  long append(byte[] record, int length);
}
