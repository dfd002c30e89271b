package dev.latchtree;

import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One cursor made of several over trees that have no key in common.
 *
 * <p>Each of them stands on its next entry in the direction of the walk. The nearest one is {@link
 * #current}; the others wait in a heap, those that came to their end are in neither. So a step that
 * stays with one tree costs one comparison. A walk that turns round sets all of them anew, on the
 * other side of the key that it stands on.
 */
final class MergedCursor implements Cursor {

  private final List<Part> parts;
  private final PriorityQueue<Part> waiting;
  private @Nullable Part current;
  private boolean forward;
  private boolean moved;

  MergedCursor(List<Cursor> cursors) {
    parts = cursors.stream().map(Part::new).toList();
    waiting = new PriorityQueue<>(parts.size(), this::compare);
  }

  /** A cursor of one tree, and the key that it stands on. */
  private static final class Part {

    final Cursor cursor;
    byte[] key = {};

    Part(Cursor cursor) {
      this.cursor = cursor;
    }

    boolean stands(boolean onEntry) {
      if (onEntry) {
        key = cursor.key();
      }
      return onEntry;
    }
  }

  /** A move of one part; answers whether it stands on an entry. */
  private interface Move {
    boolean apply(Cursor cursor);
  }

  private int compare(Part a, Part b) {
    int order = Arrays.compareUnsigned(a.key, b.key);
    return forward ? order : -order;
  }

  private boolean moveAll(boolean towardsGreater, Move move) {
    moved = true;
    current = null;
    waiting.clear();
    forward = towardsGreater;
    for (Part part : parts) {
      if (part.stands(move.apply(part.cursor))) {
        waiting.add(part);
      }
    }
    current = waiting.poll();
    return current != null;
  }

  @Override
  public boolean first() {
    return moveAll(true, Cursor::first);
  }

  @Override
  public boolean last() {
    return moveAll(false, Cursor::last);
  }

  @Override
  public boolean seek(byte[] key) {
    return moveAll(true, cursor -> cursor.seek(key));
  }

  @Override
  public boolean seekBackward(byte[] key) {
    return moveAll(false, cursor -> cursor.seekBackward(key));
  }

  @Override
  public boolean next() {
    return step(true, Cursor::first, Cursor::next);
  }

  @Override
  public boolean previous() {
    return step(false, Cursor::last, Cursor::previous);
  }

  private boolean step(boolean towardsGreater, Move begin, Move move) {
    if (!moved) {
      return moveAll(towardsGreater, begin);
    }
    Part part = current;
    if (part == null) {
      return nowhere(move);
    }
    if (forward != towardsGreater) {
      return turn(towardsGreater, part, move);
    }
    // Nowhere until the step is done: a part that throws must not leave an entry passed already.
    current = null;
    if (part.stands(move.apply(part.cursor))) {
      Part nearest = waiting.peek();
      if (nearest == null || compare(part, nearest) < 0) {
        current = part;
        return true;
      }
      waiting.add(part);
    }
    current = waiting.poll();
    return current != null;
  }

  /** Beyond the end all parts stand nowhere and stay there, unless they have to throw. */
  private boolean nowhere(Move move) {
    parts.forEach(part -> move.apply(part.cursor));
    return false;
  }

  /** The current part goes on from its key; the others stand beyond it and go back across it. */
  private boolean turn(boolean towardsGreater, Part from, Move move) {
    byte[] key = from.key;
    return moveAll(
        towardsGreater,
        cursor -> {
          if (cursor == from.cursor) {
            return move.apply(cursor);
          }
          return towardsGreater ? cursor.seek(key) : cursor.seekBackward(key);
        });
  }

  @Override
  public boolean isOnEntry() {
    return current != null;
  }

  private Cursor onEntry() {
    if (current == null) {
      throw new IllegalStateException("the cursor stands on no entry");
    }
    return current.cursor;
  }

  @Override
  public byte[] key() {
    return onEntry().key();
  }

  @Override
  public byte[] value() {
    return onEntry().value();
  }

  @Override
  public void copyKey(Bytes<?> target) {
    onEntry().copyKey(target);
  }

  @Override
  public void copyValue(Bytes<?> target) {
    onEntry().copyValue(target);
  }

  @Override
  public void close() {
    current = null;
    waiting.clear();
    parts.forEach(part -> part.cursor.close());
  }
}
