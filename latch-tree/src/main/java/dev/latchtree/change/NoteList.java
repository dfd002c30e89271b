package dev.latchtree.change;

import dev.latchtree.memory.LittleEndian;
import java.util.Arrays;

/** Notes on their way to the end of a record. For one thread; used again and again. */
final class NoteList {

  private byte[] bytes = new byte[4 * NoteLayout.SIZE];
  private int size;

  void clear() {
    size = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  void loosen(LooseEnd end) {
    add(NoteLayout.LOOSE, end.kind(), end.index(), end.id(), end.page());
  }

  void tie(LooseEnd.Kind kind, long id) {
    add(NoteLayout.TIED, kind, 0, id, 0);
  }

  private void add(byte what, LooseEnd.Kind kind, int index, long id, long page) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    LittleEndian.putInt(bytes, size, 0);
    bytes[size + NoteLayout.WHAT] = what;
    bytes[size + NoteLayout.KIND] = kind.code();
    LittleEndian.putInt(bytes, size + NoteLayout.INDEX, index);
    LittleEndian.putLong(bytes, size + NoteLayout.ID, id);
    LittleEndian.putLong(bytes, size + NoteLayout.PAGE, page);
    size += NoteLayout.SIZE;
  }

  void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, size);
  }
}
