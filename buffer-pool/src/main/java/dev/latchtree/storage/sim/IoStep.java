package dev.latchtree.storage.sim;

/**
 * One call to the simulated disk.
 *
 * @param number counts all calls since the fault plan was installed, from 1
 * @param ordinal counts the calls of this kind since then, from 1
 * @param file the name of the file, for a rename the old name, for the whole directory {@code "."}
 * @param position where the call reads, writes or cuts; 0 if that has no meaning
 * @param length the bytes asked for; 0 if that has no meaning
 */
public record IoStep(
    long number, IoKind kind, long ordinal, String file, long position, long length) {

  @Override
  public String toString() {
    String where = position == 0 && length == 0 ? "" : " at " + position + " +" + length;
    return "#" + number + " " + kind + " " + file + where;
  }
}
