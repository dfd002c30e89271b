package dev.latchtree.change;

/**
 * A note: what a record says that no page does. Little endian.
 *
 * <pre>
 *  offset size field  notes
 *       0    1 what   {@link #LOOSE} or {@link #TIED}
 *       1    1 kind   {@link LooseEnd.Kind}
 *       2    2 zero
 *       4    4 index  of the page in the value, 0 for a tree
 *       8    8 id     build id of the value, or tree id
 *      16    8 page   the first page that is still there; 0 if TIED
 * </pre>
 */
final class NoteLayout {

  static final int WHAT = 0;
  static final int KIND = 1;
  static final int INDEX = 4;
  static final int ID = 8;
  static final int PAGE = 16;
  static final int SIZE = PAGE + Long.BYTES;

  static final byte LOOSE = 1;
  static final byte TIED = 2;

  private NoteLayout() {}
}
