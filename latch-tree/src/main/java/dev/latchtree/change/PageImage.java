package dev.latchtree.change;

import dev.latchtree.memory.LittleEndian;
import dev.latchtree.memory.Memory;
import dev.latchtree.node.FreeHole;
import dev.latchtree.pagefile.PageLayout;

/**
 * A whole page as a part of a record, without the free space in its middle: what a torn write of
 * the page is repaired with.
 */
final class PageImage {

  private PageImage() {}

  /** Bytes that an image takes behind the header of its part. */
  static int size(int pageSize, int holeStart, int holeEnd) {
    return ChangeLayout.IMAGE_BYTES + pageSize - PageLayout.HEADER_SIZE - (holeEnd - holeStart);
  }

  /** Writes the image of a page that is held. */
  static void take(long page, int pageSize, FreeHole hole, byte[] target, int at) {
    LittleEndian.putInt(
        target, at + ChangeLayout.IMAGE_CLIENT, Memory.getInt(page, PageLayout.CLIENT));
    LittleEndian.putInt(target, at + ChangeLayout.IMAGE_HOLE_START, hole.start());
    LittleEndian.putLong(target, at + ChangeLayout.IMAGE_HOLE_END, hole.end());
    int first = hole.start() - PageLayout.HEADER_SIZE;
    int bytes = at + ChangeLayout.IMAGE_BYTES;
    Memory.copyOut(page + PageLayout.HEADER_SIZE, target, bytes, first);
    Memory.copyOut(page + hole.end(), target, bytes + first, pageSize - hole.end());
  }

  /** Makes a page, which is held exclusively, what its image says. */
  static void restore(byte[] source, int at, long page, int pageSize) {
    Memory.putInt(
        page, PageLayout.CLIENT, LittleEndian.getInt(source, at + ChangeLayout.IMAGE_CLIENT));
    int start = LittleEndian.getInt(source, at + ChangeLayout.IMAGE_HOLE_START);
    int end = LittleEndian.getInt(source, at + ChangeLayout.IMAGE_HOLE_END);
    if (start < PageLayout.HEADER_SIZE || end < start || end > pageSize) {
      throw new IllegalArgumentException(
          "an image leaves out bytes %d to %d of a page of %d".formatted(start, end, pageSize));
    }
    int first = start - PageLayout.HEADER_SIZE;
    int bytes = at + ChangeLayout.IMAGE_BYTES;
    Memory.copyIn(source, bytes, page + PageLayout.HEADER_SIZE, first);
    Memory.zero(page + start, end - start);
    Memory.copyIn(source, bytes + first, page + end, pageSize - end);
  }
}
