package dev.latchtree;

import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** A cursor over a {@link ModelTree}. After a move that failed it stays nowhere until it is set. */
final class ModelCursor implements Cursor {

  private final ConcurrentNavigableMap<byte[], byte[]> entries;
  private @Nullable Entry entry;
  private boolean moved;
  private boolean closed;

  ModelCursor(ConcurrentNavigableMap<byte[], byte[]> entries) {
    this.entries = entries;
  }

  private boolean moveTo(Map.@Nullable Entry<byte[], byte[]> target) {
    requireOpen();
    moved = true;
    entry = ModelTree.entry(target);
    return entry != null;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the cursor is closed");
    }
  }

  @Override
  public boolean first() {
    return moveTo(entries.firstEntry());
  }

  @Override
  public boolean last() {
    return moveTo(entries.lastEntry());
  }

  @Override
  public boolean seek(byte[] key) {
    return moveTo(entries.ceilingEntry(key));
  }

  @Override
  public boolean seekBackward(byte[] key) {
    return moveTo(entries.floorEntry(key));
  }

  @Override
  public boolean next() {
    if (!moved) {
      return first();
    }
    return moveTo(entry == null ? null : entries.higherEntry(entry.key()));
  }

  @Override
  public boolean previous() {
    if (!moved) {
      return last();
    }
    return moveTo(entry == null ? null : entries.lowerEntry(entry.key()));
  }

  @Override
  public boolean isOnEntry() {
    return entry != null;
  }

  @Override
  public Entry entry() {
    if (entry == null) {
      throw new IllegalStateException("the cursor stands on no entry");
    }
    return new Entry(entry.key().clone(), entry.value().clone());
  }

  @Override
  public byte[] key() {
    return entry().key();
  }

  @Override
  public byte[] value() {
    return entry().value();
  }

  @Override
  public void copyKey(Bytes<?> target) {
    target.write(key());
  }

  @Override
  public void copyValue(Bytes<?> target) {
    target.write(value());
  }

  @Override
  public void close() {
    closed = true;
    entry = null;
  }
}
