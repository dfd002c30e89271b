package dev.latchtree;

import dev.latchtree.tree.Scan;
import dev.latchtree.tree.Tree;
import java.util.Arrays;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A cursor: some entries that were copied out of one leaf, and where it stands among them. When it
 * comes to their end it fetches more.
 */
final class StoredCursor implements Cursor {

  private enum Place {
    NEW,
    ON_ENTRY,
    BEYOND
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
    scan = new Scan(tree);
    low = range.low();
    high = range.high();
  }

  // ---------------------------------------------------------------- moves

  @Override
  public boolean first() {
    return startForward(low);
  }

  @Override
  public boolean last() {
    return high == null ? startBackwardFromEnd() : startBackward(high);
  }

  @Override
  public boolean seek(byte[] key) {
    return startForward(Arrays.compareUnsigned(key, low) < 0 ? low : key);
  }

  @Override
  public boolean seekBackward(byte[] key) {
    byte[] above = KeyRange.successor(key);
    boolean beyond = high != null && Arrays.compareUnsigned(high, above) < 0;
    return beyond ? last() : startBackward(above);
  }

  @Override
  public boolean next() {
    requireOpen();
    if (place != Place.ON_ENTRY) {
      return place == Place.NEW && first();
    }
    if (index + 1 < scan.count()) {
      index++;
      return isInRange();
    }
    if (!forward) {
      return startForward(KeyRange.successor(scan.key(index)));
    }
    return arrive(scan.fetchMore(), true);
  }

  @Override
  public boolean previous() {
    requireOpen();
    if (place != Place.ON_ENTRY) {
      return place == Place.NEW && last();
    }
    if (index > 0) {
      index--;
      return isInRange();
    }
    if (forward) {
      return startBackward(scan.key(index));
    }
    return arrive(scan.fetchMoreBefore(), false);
  }

  private boolean startForward(byte[] from) {
    requireOpen();
    scan.beginAnew();
    return arrive(scan.fetchFrom(from), true);
  }

  private boolean startBackward(byte[] bound) {
    requireOpen();
    scan.beginAnew();
    return arrive(bound.length > 0 && scan.fetchBefore(bound), false);
  }

  private boolean startBackwardFromEnd() {
    requireOpen();
    scan.beginAnew();
    return arrive(scan.fetchLast(), false);
  }

  private boolean arrive(boolean found, boolean movedForward) {
    forward = movedForward;
    if (!found) {
      place = Place.BEYOND;
      return false;
    }
    index = forward ? 0 : scan.count() - 1;
    return isInRange();
  }

  private boolean isInRange() {
    boolean inside = compareKey(low) >= 0 && (high == null || compareKey(high) < 0);
    place = inside ? Place.ON_ENTRY : Place.BEYOND;
    return inside;
  }

  private int compareKey(byte[] key) {
    int start = scan.keyStart(index);
    int end = scan.valueStart(index);
    return Arrays.compareUnsigned(scan.bytes(), start, end, key, 0, key.length);
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
    int start = scan.keyStart(index);
    target.write(scan.bytes(), start, scan.valueStart(index) - start);
  }

  @Override
  public void copyValue(Bytes<?> target) {
    requireEntry();
    int start = scan.valueStart(index);
    target.write(scan.bytes(), start, scan.end(index) - start);
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
  }

  @Override
  public void close() {
    closed = true;
    place = Place.BEYOND;
  }
}
