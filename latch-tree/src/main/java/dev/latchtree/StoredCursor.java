package dev.latchtree;

import dev.latchtree.tree.Scan;
import dev.latchtree.tree.Tree;
import java.util.Arrays;
import java.util.Objects;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A cursor: a copy of one leaf's entries, and where it stands among them. When it comes to their
 * end it fetches the next leaf. An entry with a long value that is removed before it can be read is
 * passed over.
 */
final class StoredCursor implements Cursor {

  private enum Place {
    NEW,
    ON_ENTRY,
    BEYOND,

    /** A move failed: what was fetched may be torn. */
    LOST
  }

  private final Scan scan;
  private final byte[] low;
  private final byte @Nullable [] high;
  private int index;
  private Place place = Place.NEW;

  /** Whether the last fetch went forward: only then it can be gone on with forward. */
  private boolean forward;

  private boolean closed;

  StoredCursor(Tree tree, KeyRange range) {
    low = range.low();
    high = range.high();
    scan = new Scan(tree, low, high);
  }

  // ---------------------------------------------------------------- moves

  @Override
  public boolean first() {
    return seek(low);
  }

  @Override
  public boolean last() {
    requireOpen();
    beginAnew();
    return arrive(scan.fetchLast(), false);
  }

  @Override
  public boolean seek(byte[] key) {
    Objects.requireNonNull(key, "key");
    requireOpen();
    beginAnew();
    return arrive(scan.fetchFrom(Arrays.compareUnsigned(key, low) < 0 ? low : key), true);
  }

  @Override
  public boolean seekBackward(byte[] key) {
    byte[] above = KeyRange.successor(key);
    boolean beyond = high != null && Arrays.compareUnsigned(high, above) < 0;
    requireOpen();
    beginAnew();
    return beyond ? last() : arrive(scan.fetchBefore(above), false);
  }

  private void beginAnew() {
    scan.beginAnew(forward ? index + 1 : scan.count() - index);
    index = 0;
    place = Place.LOST; // until the fetch has come back
  }

  @Override
  public boolean next() {
    requireOpen();
    requireFound();
    return place == Place.ON_ENTRY ? stepForward() : place == Place.NEW && first();
  }

  @Override
  public boolean previous() {
    requireOpen();
    requireFound();
    return place == Place.ON_ENTRY ? stepBackward() : place == Place.NEW && last();
  }

  private boolean stepForward() {
    if (index + 1 < scan.count()) {
      index++;
      return settle(true);
    }
    byte[] above = forward ? null : KeyRange.successor(scan.key(index));
    place = Place.LOST;
    return arrive(above == null ? scan.fetchMore() : scan.fetchFrom(above), true);
  }

  private boolean stepBackward() {
    if (index > 0) {
      index--;
      return settle(false);
    }
    byte[] bound = forward ? scan.key(index) : null;
    place = Place.LOST;
    return arrive(bound == null ? scan.fetchMoreBefore() : scan.fetchBefore(bound), false);
  }

  private void requireFound() {
    if (place == Place.LOST) {
      throw new IllegalStateException("the last move failed: place the cursor anew");
    }
  }

  private boolean arrive(boolean found, boolean movedForward) {
    forward = movedForward;
    place = found ? Place.ON_ENTRY : Place.BEYOND;
    index = forward ? 0 : scan.count() - 1;
    return found && settle(forward);
  }

  /** Stays at the entry, or goes on if that is gone. */
  private boolean settle(boolean onward) {
    place = Place.ON_ENTRY;
    return scan.resolve(index) || (onward ? stepForward() : stepBackward());
  }

  // ---------------------------------------------------------------- the entry

  @Override
  public boolean isOnEntry() {
    return place == Place.ON_ENTRY;
  }

  @Override
  public byte[] key() {
    requireEntry();
    return scan.key(index);
  }

  @Override
  public byte[] value() {
    requireEntry();
    return scan.value(index);
  }

  @Override
  public void copyKey(Bytes<?> target) {
    requireEntry();
    scan.copyKey(index, target);
  }

  @Override
  public void copyValue(Bytes<?> target) {
    requireEntry();
    scan.copyValue(index, target);
  }

  private void requireEntry() {
    if (place != Place.ON_ENTRY) {
      throw new IllegalStateException("the cursor stands on no entry");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the cursor is closed");
    }
    scan.requireLive();
  }

  @Override
  public void close() {
    closed = true;
    place = Place.BEYOND;
  }
}
