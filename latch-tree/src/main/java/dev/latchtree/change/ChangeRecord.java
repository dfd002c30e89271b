package dev.latchtree.change;

import dev.latchtree.memory.LittleEndian;
import dev.latchtree.memory.Memory;
import dev.latchtree.node.Node;
import dev.latchtree.node.Range;
import java.util.Arrays;

/**
 * Writes a change record, see {@link ChangeLayout}: {@link #begin}, then the parts, each from pages
 * as they are before the change.
 *
 * <p>For one thread; used again and again, its memory stays.
 */
public final class ChangeRecord {

  private static final int INITIAL_SIZE = 1024;

  private final int pageSize;
  private byte[] bytes = new byte[INITIAL_SIZE];
  private int length;
  private int part;
  private final NoteList notes = new NoteList();

  public ChangeRecord(int pageSize) {
    this.pageSize = pageSize;
  }

  /** Starts anew. */
  public ChangeRecord begin(ChangeKind kind) {
    LittleEndian.putLong(bytes, 0, 0);
    LittleEndian.putLong(bytes, ChangeLayout.NOTES, 0);
    bytes[ChangeLayout.KIND] = kind.code();
    length = ChangeLayout.HEADER_SIZE;
    notes.clear();
    end(length);
    return this;
  }

  /** The record, in the first {@link #length} bytes. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  // ---------------------------------------------------------------- parts

  /** A cell is inserted as number {@code index}. */
  public ChangeRecord insertCell(
      long pageId,
      int index,
      byte[] key,
      int keyLength,
      byte[] value,
      int valueFrom,
      int valueLength,
      boolean chained) {
    int at = beginPart(pageId, PartAction.INSERT_CELL, index, 4 + keyLength + valueLength);
    flag(chained ? ChangeLayout.CHAINED : 0);
    LittleEndian.putShort(bytes, at, keyLength);
    LittleEndian.putShort(bytes, at + 2, valueLength);
    System.arraycopy(key, 0, bytes, at + 4, keyLength);
    System.arraycopy(value, valueFrom, bytes, at + 4 + keyLength, valueLength);
    return endPart();
  }

  /** The cell of a child is inserted as number {@code index}. */
  public ChangeRecord insertChild(long pageId, int index, byte[] key, int keyLength, long child) {
    int at = beginPart(pageId, PartAction.INSERT_CELL, index, 4 + keyLength + Long.BYTES);
    LittleEndian.putShort(bytes, at, keyLength);
    LittleEndian.putShort(bytes, at + 2, Long.BYTES);
    System.arraycopy(key, 0, bytes, at + 4, keyLength);
    LittleEndian.putLong(bytes, at + 4 + keyLength, child);
    return endPart();
  }

  /** Cell {@code index} gets another value. */
  public ChangeRecord setValue(
      long pageId, int index, byte[] value, int valueFrom, int valueLength, boolean chained) {
    int at = beginPart(pageId, PartAction.SET_VALUE, index, 4 + valueLength);
    flag(chained ? ChangeLayout.CHAINED : 0);
    LittleEndian.putShort(bytes, at, 0);
    LittleEndian.putShort(bytes, at + 2, valueLength);
    System.arraycopy(value, valueFrom, bytes, at + 4, valueLength);
    return endPart();
  }

  /** Cell {@code index} goes. */
  public ChangeRecord removeCell(long pageId, int index) {
    beginPart(pageId, PartAction.REMOVE_CELL, index, 0);
    return endPart();
  }

  /**
   * The cells from {@code first} on go; the node ends before {@code high}, at page {@code right}.
   */
  public ChangeRecord cut(long pageId, int first, byte[] high, int highLength, long right) {
    beginPart(pageId, PartAction.CUT, first, Long.BYTES + 4 + highLength);
    putEnd(right, high, highLength);
    return endPart();
  }

  /** The page becomes a node with the cells {@code [from, to)} of {@code source}. */
  public ChangeRecord createNode(
      long pageId, int treeId, int level, Range range, long right, long source, int from, int to) {
    int fixed = Long.BYTES + Integer.BYTES + 8;
    int at =
        beginPart(
            pageId,
            PartAction.CREATE_NODE,
            0,
            fixed + range.lowLength() + range.highLength() + sizeOfCells(source, from, to));
    flag(range.isInfinite() ? ChangeLayout.ENDLESS : 0);
    LittleEndian.putLong(bytes, at, right);
    LittleEndian.putInt(bytes, at + 8, treeId);
    LittleEndian.putInt(bytes, at + 12, level);
    LittleEndian.putShort(bytes, at + 16, range.lowLength());
    LittleEndian.putShort(bytes, at + 18, range.highLength());
    System.arraycopy(range.low(), 0, bytes, at + fixed, range.lowLength());
    int high = at + fixed + range.lowLength();
    System.arraycopy(range.high(), 0, bytes, high, range.highLength());
    length = high + range.highLength();
    putCells(source, from, to);
    return endPart();
  }

  /** The node takes over all of {@code neighbour}, its right neighbour. */
  public ChangeRecord absorb(long pageId, long neighbour, Range neighboursRange) {
    int count = Node.count(neighbour, pageSize);
    int highLength = neighboursRange.highLength();
    beginPart(
        pageId,
        PartAction.ABSORB,
        0,
        Long.BYTES + 4 + highLength + sizeOfCells(neighbour, 0, count));
    flag(neighboursRange.isInfinite() ? ChangeLayout.ENDLESS : 0);
    putEnd(Node.rightLink(neighbour), neighboursRange.high(), highLength);
    putCells(neighbour, 0, count);
    return endPart();
  }

  /** The page is free. */
  public ChangeRecord free(long pageId) {
    beginPart(pageId, PartAction.FREE, 0, 0);
    return endPart();
  }

  /** The page becomes number {@code index} of the pages of a long value. */
  public ChangeRecord createOverflow(
      long pageId, long buildId, int index, long next, byte[] value, int from, int size) {
    int at = beginPart(pageId, PartAction.CREATE_OVERFLOW, 0, 24 + size);
    LittleEndian.putLong(bytes, at, buildId);
    LittleEndian.putLong(bytes, at + 8, next);
    LittleEndian.putInt(bytes, at + 16, index);
    LittleEndian.putInt(bytes, at + 20, size);
    System.arraycopy(value, from, bytes, at + 24, size);
    return endPart();
  }

  /** The page becomes the map of {@code span} ids from {@code firstId} on, none in use. */
  public ChangeRecord createMap(long pageId, long firstId, int span) {
    int at = beginPart(pageId, PartAction.CREATE_MAP, 0, Long.BYTES + Integer.BYTES);
    LittleEndian.putLong(bytes, at, firstId);
    LittleEndian.putInt(bytes, at + Long.BYTES, span);
    return endPart();
  }

  /** On a map, the page that bit {@code index} is about becomes used or free. */
  public ChangeRecord mark(long mapId, int index, boolean used) {
    PartAction action = used ? PartAction.MARK_USED : PartAction.MARK_FREE;
    int at = beginPart(mapId, action, 0, Integer.BYTES);
    LittleEndian.putInt(bytes, at, index);
    return endPart();
  }

  // ---------------------------------------------------------------- notes

  /** Notes what the record leaves for somebody to free, see {@link NoteLayout}. */
  public ChangeRecord loosen(LooseEnd end) {
    notes.loosen(end);
    return this;
  }

  /** Notes that something is in its place, or gone, and nobody has to free it any more. */
  public ChangeRecord tie(LooseEnd.Kind kind, long id) {
    notes.tie(kind, id);
    return this;
  }

  /** Writes the notes behind the last part: the record is complete. */
  public ChangeRecord complete() {
    if (!notes.isEmpty()) {
      int size = notes.size();
      if (length + size > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(length + size, 2 * bytes.length));
      }
      notes.copyTo(bytes, length);
      length += size;
      LittleEndian.putInt(bytes, ChangeLayout.LENGTH, length);
    }
    return this;
  }

  // ---------------------------------------------------------------- inside

  /** Makes room for a part; returns where its own bytes start. */
  private int beginPart(long pageId, PartAction action, int index, int size) {
    int wanted = length + ChangeLayout.PART_HEADER_SIZE + size;
    if (wanted > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(wanted, 2 * bytes.length));
    }
    part = length;
    LittleEndian.putLong(bytes, part + ChangeLayout.PAGE_ID, pageId);
    bytes[part + ChangeLayout.ACTION] = action.code();
    bytes[part + ChangeLayout.FLAGS] = 0;
    LittleEndian.putShort(bytes, part + ChangeLayout.INDEX, index);
    length = wanted;
    return part + ChangeLayout.PART_HEADER_SIZE;
  }

  private void flag(int flags) {
    bytes[part + ChangeLayout.FLAGS] = (byte) flags;
  }

  private ChangeRecord endPart() {
    LittleEndian.putInt(bytes, part + ChangeLayout.PART_LENGTH, length - part);
    end(length);
    return this;
  }

  private void end(int total) {
    LittleEndian.putInt(bytes, ChangeLayout.LENGTH, total);
    LittleEndian.putInt(bytes, ChangeLayout.NOTES, total);
  }

  /** Right link and high fence, directly behind the part's header. */
  private void putEnd(long right, byte[] high, int highLength) {
    int at = part + ChangeLayout.PART_HEADER_SIZE;
    LittleEndian.putLong(bytes, at, right);
    LittleEndian.putShort(bytes, at + 8, highLength);
    LittleEndian.putShort(bytes, at + 10, 0);
    System.arraycopy(high, 0, bytes, at + 12, highLength);
    length = at + 12 + highLength;
  }

  private int sizeOfCells(long source, int from, int to) {
    int size = 4 + Node.prefixLength(source, pageSize);
    for (int i = from; i < to; i++) {
      size += Node.cellSize(source, pageSize, Node.cell(source, pageSize, i));
    }
    return size;
  }

  private void putCells(long source, int from, int to) {
    int prefix = Node.prefixLength(source, pageSize);
    LittleEndian.putShort(bytes, length, prefix);
    LittleEndian.putShort(bytes, length + 2, to - from);
    Node.copyPrefix(source, pageSize, bytes, length + 4);
    length += 4 + prefix;
    for (int i = from; i < to; i++) {
      int cell = Node.cell(source, pageSize, i);
      int size = Node.cellSize(source, pageSize, cell);
      Memory.copyOut(source + cell, bytes, length, size);
      length += size;
    }
  }
}
