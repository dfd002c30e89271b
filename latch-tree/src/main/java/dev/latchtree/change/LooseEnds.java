package dev.latchtree.change;

import dev.latchtree.memory.LittleEndian;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All loose ends there are, as the notes of the records tell it: each note says what is so from
 * then on, whatever was so before. So a list that is ahead of some of the records becomes right
 * again when they are all applied to it once more.
 *
 * <p>Thread safe for notes about different things.
 */
public final class LooseEnds {

  private record Name(LooseEnd.Kind kind, long id) {}

  private final Map<Name, LooseEnd> ends = new ConcurrentHashMap<>();

  /** Whether a record has notes. */
  public static boolean areIn(byte[] record, int length) {
    return LittleEndian.getInt(record, ChangeLayout.NOTES) < length;
  }

  /** Applies the notes of a record. */
  public void apply(byte[] record, int length) {
    for (int at = LittleEndian.getInt(record, ChangeLayout.NOTES);
        at < length;
        at += NoteLayout.SIZE) {
      applyNote(record, at);
    }
  }

  private void applyNote(byte[] bytes, int at) {
    LooseEnd.Kind kind = LooseEnd.Kind.of(bytes[at + NoteLayout.KIND]);
    long id = LittleEndian.getLong(bytes, at + NoteLayout.ID);
    Name name = new Name(kind, id);
    if (bytes[at + NoteLayout.WHAT] == NoteLayout.TIED) {
      ends.remove(name);
    } else {
      int index = LittleEndian.getInt(bytes, at + NoteLayout.INDEX);
      long page = LittleEndian.getLong(bytes, at + NoteLayout.PAGE);
      ends.put(name, new LooseEnd(kind, id, index, page));
    }
  }

  /** All of them. */
  public List<LooseEnd> list() {
    return new ArrayList<>(ends.values());
  }

  /** Some of them as bytes, which {@link #addAll} understands. */
  public static byte[] toBytes(List<LooseEnd> ends) {
    NoteList notes = new NoteList();
    ends.forEach(notes::loosen);
    byte[] bytes = new byte[notes.size()];
    notes.copyTo(bytes, 0);
    return bytes;
  }

  /** Adds those that {@link #toBytes} has written. */
  public void addAll(byte[] bytes) {
    for (int at = 0; at < bytes.length; at += NoteLayout.SIZE) {
      applyNote(bytes, at);
    }
  }
}
