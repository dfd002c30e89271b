package dev.latchtree.change;

import dev.latchtree.memory.LittleEndian;
import dev.latchtree.node.FreeHole;
import java.util.Arrays;

/**
 * A record again, with images of pages in front of the first parts about them (rules R2 and R3).
 *
 * <p>For one thread; used again and again.
 */
public final class ImagedRecord {

  private final int pageSize;
  private final FreeHole hole = new FreeHole();
  private byte[] bytes = {};
  private int length;

  public ImagedRecord(int pageSize) {
    this.pageSize = pageSize;
  }

  /** The most that an image adds to a record. */
  public static int mostOf(int pageSize) {
    return pageSize + ChangeLayout.PART_HEADER_SIZE;
  }

  /** Begins with all that is in front of a record's parts. */
  public void begin(ChangeRecord record) {
    length = 0;
    add(record.bytes(), 0, ChangeLayout.HEADER_SIZE);
  }

  /** Adds the image of a page as it is before the change; the caller holds it exclusively. */
  public void addImage(long pageId, long page) {
    hole.of(page, pageSize);
    int size = ChangeLayout.PART_HEADER_SIZE + PageImage.size(pageSize, hole.start(), hole.end());
    require(size);
    LittleEndian.putLong(bytes, length + ChangeLayout.PAGE_ID, pageId);
    bytes[length + ChangeLayout.ACTION] = PartAction.IMAGE.code();
    bytes[length + ChangeLayout.FLAGS] = 0;
    LittleEndian.putShort(bytes, length + ChangeLayout.INDEX, 0);
    LittleEndian.putInt(bytes, length + ChangeLayout.PART_LENGTH, size);
    PageImage.take(page, pageSize, hole, bytes, length + ChangeLayout.PART_HEADER_SIZE);
    length += size;
  }

  /** Adds bytes of the record: whole parts, or its notes. */
  public void add(byte[] record, int from, int to) {
    require(to - from);
    System.arraycopy(record, from, bytes, length, to - from);
    length += to - from;
  }

  /** The parts are complete. */
  public void endParts() {
    LittleEndian.putInt(bytes, ChangeLayout.NOTES, length);
  }

  /** The notes are complete, too. */
  public void end() {
    LittleEndian.putInt(bytes, ChangeLayout.LENGTH, length);
  }

  private void require(int size) {
    if (length + size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + size, 2 * bytes.length));
    }
  }

  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }
}
