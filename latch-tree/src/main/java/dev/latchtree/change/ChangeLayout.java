package dev.latchtree.change;

/**
 * A change record: one atomic change of one or more pages, little endian. It is the payload of a
 * log record.
 *
 * <pre>
 *       0  1 kind      what the change is, for those who read logs: {@link ChangeKind}
 *       1  3 zero
 *       4  4 length    of all
 *       8  4 notes     where they begin: the length if there are none
 *      12  4 zero
 *      16    parts, one behind the other
 *     ...    notes, one behind the other: {@link NoteLayout}
 * </pre>
 *
 * A part says all about one page; nothing of it lies in another part or page. So pages can be taken
 * one by one, in any order; the parts of one page in theirs, and its LSN is set after the last of
 * them.
 *
 * <pre>
 *       0  8 page id
 *       8  1 action    {@link PartAction}
 *       9  1 flags     {@link #ENDLESS}, {@link #CHAINED}
 *      10  2 index     of a cell
 *      12  4 length    of the part, this header included
 *      16    by action:
 *            INSERT_CELL  2 key length, 2 value length, key, value
 *            SET_VALUE    2 zero, 2 value length, value
 *            REMOVE_CELL  nothing
 *            CUT          8 right link, 2 high length, 2 zero, high fence; cells from index on go
 *            CREATE_NODE  8 right link, 4 tree id, 1 level, 3 zero, 2 low length, 2 high length,
 *                         low fence, high fence, cells
 *            ABSORB       8 right link, 2 high length, 2 zero, high fence, cells
 *            FREE         nothing
 *            CREATE_OVERFLOW  8 build id, 8 next page, 4 index, 4 length, bytes
 *            CREATE_MAP   8 first id, 4 span
 *            MARK_USED    4 number of the bit
 *            MARK_FREE    4 number of the bit
 *            IMAGE        4 client, 4 hole start, 4 hole end, 4 zero, the page's bytes from behind
 *                         its header to the hole, and from there to its end
 * </pre>
 *
 * Cells of another node:
 *
 * <pre>
 *       0  2 prefix length    of what all their keys begin with
 *       2  2 count
 *       4    prefix; then for each cell: 2 key length, 2 value length (top bit: CHAINED), key without
 *            the prefix, value
 * </pre>
 */
final class ChangeLayout {

  static final int KIND = 0;
  static final int LENGTH = 4;
  static final int NOTES = LENGTH + Integer.BYTES;
  static final int HEADER_SIZE = NOTES + 2 * Integer.BYTES;

  static final int PAGE_ID = 0;
  static final int ACTION = PAGE_ID + Long.BYTES;
  static final int FLAGS = ACTION + 1;
  static final int INDEX = FLAGS + 1;
  static final int PART_LENGTH = INDEX + Short.BYTES;
  static final int PART_HEADER_SIZE = PART_LENGTH + Integer.BYTES;

  static final int IMAGE_CLIENT = 0;
  static final int IMAGE_HOLE_START = IMAGE_CLIENT + Integer.BYTES;
  static final int IMAGE_HOLE_END = IMAGE_HOLE_START + Integer.BYTES;
  static final int IMAGE_BYTES = IMAGE_HOLE_END + 2 * Integer.BYTES;

  /** Flag: the node has no high fence. */
  static final int ENDLESS = 1;

  /** Flag: the value says where the user's value lies. */
  static final int CHAINED = 2;

  private ChangeLayout() {}
}
