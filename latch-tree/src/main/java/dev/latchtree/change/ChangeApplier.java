package dev.latchtree.change;

import dev.latchtree.memory.LittleEndian;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeEditor;
import dev.latchtree.node.NodeLayout;
import dev.latchtree.node.OverflowPage;
import dev.latchtree.node.Range;
import dev.latchtree.node.SpaceMapPage;

/**
 * Applies change records to pages, part by part: the only code that changes what is in a page of a
 * tree.
 *
 * <p>For one thread: it owns scratch memory. The caller holds the part's page exclusively; a page
 * that is freed is the caller's to let go of.
 */
public final class ChangeApplier {

  private final NodeEditor editor;
  private final Range range;
  private final byte[] key;

  public ChangeApplier(int pageSize) {
    editor = new NodeEditor(pageSize);
    range = new Range(pageSize);
    key = new byte[NodeLayout.maxKeyLength(pageSize)];
  }

  /** Where the first part of a record starts. */
  public static int firstPart() {
    return ChangeLayout.HEADER_SIZE;
  }

  /** Where the part behind the one at {@code part} starts, or the record's end. */
  public static int nextPart(byte[] record, int part) {
    return part + LittleEndian.getInt(record, part + ChangeLayout.PART_LENGTH);
  }

  /** The page that the part at {@code part} is about. */
  public static long pageId(byte[] record, int part) {
    return LittleEndian.getLong(record, part + ChangeLayout.PAGE_ID);
  }

  /** Whether the part at {@code part} frees its page. */
  public static boolean frees(byte[] record, int part) {
    return action(record, part) == PartAction.FREE;
  }

  /** Whether the part at {@code part} says on a map page that another page is used or free. */
  public static boolean marks(byte[] record, int part) {
    PartAction action = action(record, part);
    return action == PartAction.MARK_USED || action == PartAction.MARK_FREE;
  }

  /**
   * Whether the part at {@code part} makes its page anew or frees it: what was there before does
   * not matter, and need not be read (rule R3).
   */
  public static boolean startsAfresh(byte[] record, int part) {
    return action(record, part).startsAfresh();
  }

  /** Where the parts of a record end and its notes begin. */
  public static int endOfParts(byte[] record) {
    return LittleEndian.getInt(record, ChangeLayout.NOTES);
  }

  private static PartAction action(byte[] record, int part) {
    return PartAction.of(record[part + ChangeLayout.ACTION]);
  }

  /** Applies the part at {@code part} to its page. */
  public void apply(byte[] record, int part, long page) {
    int index = LittleEndian.getUnsignedShort(record, part + ChangeLayout.INDEX);
    int at = part + ChangeLayout.PART_HEADER_SIZE;
    switch (action(record, part)) {
      case INSERT_CELL -> insertCell(record, part, index, page);
      case SET_VALUE ->
          editor.setValue(
              page,
              index,
              record,
              at + 4,
              LittleEndian.getUnsignedShort(record, at + 2),
              has(record, part, ChangeLayout.CHAINED));
      case REMOVE_CELL -> editor.remove(page, index);
      case CUT -> {
        editor.removeFrom(page, index);
        endAt(record, part, page);
      }
      case CREATE_NODE -> createNode(record, part, page);
      case ABSORB -> insertCells(record, endAt(record, part, page), page);
      case FREE -> {}
      case CREATE_OVERFLOW ->
          OverflowPage.write(
              page,
              LittleEndian.getLong(record, at),
              LittleEndian.getInt(record, at + 16),
              LittleEndian.getLong(record, at + 8),
              record,
              at + 24,
              LittleEndian.getInt(record, at + 20));
      case CREATE_MAP ->
          SpaceMapPage.format(
              page,
              editor.pageSize(),
              LittleEndian.getLong(record, at),
              LittleEndian.getInt(record, at + 8));
      case MARK_USED -> SpaceMapPage.mark(page, LittleEndian.getInt(record, at), true);
      case MARK_FREE -> SpaceMapPage.mark(page, LittleEndian.getInt(record, at), false);
      case IMAGE -> PageImage.restore(record, at, page, editor.pageSize());
    }
  }

  private static boolean has(byte[] record, int part, int flag) {
    return (record[part + ChangeLayout.FLAGS] & flag) != 0;
  }

  private void insertCell(byte[] record, int part, int index, long page) {
    int at = part + ChangeLayout.PART_HEADER_SIZE;
    int keyLength = LittleEndian.getUnsignedShort(record, at);
    int valueLength = LittleEndian.getUnsignedShort(record, at + 2);
    System.arraycopy(record, at + 4, key, 0, keyLength);
    editor.insert(
        page,
        index,
        key,
        keyLength,
        record,
        at + 4 + keyLength,
        valueLength,
        has(record, part, ChangeLayout.CHAINED));
  }

  /** Gives the node another end; returns where in the record its cells follow. */
  private int endAt(byte[] record, int part, long page) {
    int at = part + ChangeLayout.PART_HEADER_SIZE;
    int highLength = LittleEndian.getUnsignedShort(record, at + 8);
    range.setAll().setLowFrom(page);
    if (!has(record, part, ChangeLayout.ENDLESS)) {
      System.arraycopy(record, at + 12, key, 0, highLength);
      range.setHigh(key, highLength);
    }
    editor.setRange(page, range);
    editor.setRightLink(page, LittleEndian.getLong(record, at));
    return at + 12 + highLength;
  }

  private void createNode(byte[] record, int part, long page) {
    int at = part + ChangeLayout.PART_HEADER_SIZE;
    int lowLength = LittleEndian.getUnsignedShort(record, at + 16);
    int highLength = LittleEndian.getUnsignedShort(record, at + 18);
    int low = at + 20;
    System.arraycopy(record, low, key, 0, lowLength);
    range.setAll().setLow(key, lowLength);
    if (!has(record, part, ChangeLayout.ENDLESS)) {
      System.arraycopy(record, low + lowLength, key, 0, highLength);
      range.setHigh(key, highLength);
    }
    editor.format(
        page,
        LittleEndian.getInt(record, at + 8),
        LittleEndian.getInt(record, at + 12),
        range,
        LittleEndian.getLong(record, at));
    insertCells(record, low + lowLength + highLength, page);
  }

  /** Appends the cells of another node, as they stand in a record. */
  private void insertCells(byte[] record, int start, long page) {
    int prefix = LittleEndian.getUnsignedShort(record, start);
    int count = LittleEndian.getUnsignedShort(record, start + 2);
    System.arraycopy(record, start + 4, key, 0, prefix);
    int at = start + 4 + prefix;
    int index = Node.count(page, editor.pageSize());
    for (int i = 0; i < count; i++) {
      int rest = LittleEndian.getUnsignedShort(record, at);
      int marked = LittleEndian.getUnsignedShort(record, at + 2);
      int valueLength = marked & ~NodeLayout.CHAINED;
      System.arraycopy(record, at + 4, key, prefix, rest);
      editor.insert(
          page,
          index + i,
          key,
          prefix + rest,
          record,
          at + 4 + rest,
          valueLength,
          (marked & NodeLayout.CHAINED) != 0);
      at += 4 + rest + valueLength;
    }
  }
}
