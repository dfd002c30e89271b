package dev.latchtree.tree;

/** Where every change goes before it is made, and what tells when it is safe. */
@FunctionalInterface
public interface Journal {

  /** What {@link #append(Room, byte[], int, long)} is given for a record with all its images. */
  long ALL_IMAGES = Long.MAX_VALUE;

  /** What {@link #append(Room, byte[], int, long)} answers if images are missing. */
  long IMAGES_MISSING = -1;

  /**
   * Takes a change record and returns its LSN. Called under the latches of all pages that it is
   * about; does not wait, and does not keep the array.
   */
  long append(byte[] record, int length);

  /**
   * Like {@link #append(byte[], int)}, of a record for which there is {@code room}.
   *
   * @param imagesBelow what {@link #imagesBelow()} was when the record was made, or {@link
   *     #ALL_IMAGES}
   * @return {@link #IMAGES_MISSING} if it is something else by now, and the record has to be made
   *     again with images of all pages (rule R2)
   */
  default long append(Room room, byte[] record, int length, long imagesBelow) {
    return append(record, length);
  }

  /** Room for the records of one operation. */
  default Room newRoom() {
    return Room.UNLIMITED;
  }

  /** A page whose newest record is older than this goes into the next one as an image. */
  default long imagesBelow() {
    return Long.MIN_VALUE;
  }

  /** How many images one record has room for. */
  default int mostImages() {
    return Integer.MAX_VALUE;
  }

  /** Whether records are taken at all. */
  default boolean isWritable() {
    return true;
  }

  /**
   * Fails if records are not taken.
   *
   * @throws RuntimeException saying why
   */
  default void requireWritable() {}

  /** Whether reads wait until what they have seen is on disk (rule R4). */
  default boolean guardsReads() {
    return false;
  }

  /** Returns when a record is as safe as the store promises. Nothing is latched. */
  default void commit(long lsn) {}

  /** Returns when a record is on disk. Nothing is latched. */
  default void awaitDurable(long lsn) {}
}
