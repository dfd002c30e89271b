package dev.latchtree.storage.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a file, whatever its name: as its users see them and as the disk has them, and the
 * changes between the two. Not thread safe: the disk's lock guards it.
 */
final class Inode {
  private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

  private final int sectorSize;

  /** For messages and steps, which name a file that has lost its name by its last one. */
  private volatile String lastName = "";

  private final ByteImage visible = new ByteImage();
  private final ByteImage durable = new ByteImage();
  private final List<UnsyncedChange> unsynced = new ArrayList<>();

  Inode(int sectorSize) {
    this.sectorSize = sectorSize;
  }

  void named(String name) {
    lastName = name;
  }

  /** The last name; needs no lock. */
  String lastName() {
    return lastName;
  }

  int size() {
    return visible.size();
  }

  /** Reads up to {@code count} bytes; -1 at or behind the end. */
  int read(ByteBuffer target, long position, int count) {
    if (count == 0) {
      return 0;
    }
    if (position >= visible.size()) {
      return -1;
    }
    int found = (int) Math.min(count, visible.size() - position);
    visible.get((int) position, target, found);
    return found;
  }

  void write(ByteBuffer source, long position, int count) throws IOException {
    if (count == 0) {
      return;
    }
    if (position > MAX_SIZE - count) {
      throw new IOException("File too large: the simulated disk ends files at " + MAX_SIZE);
    }
    int at = (int) position;
    int sizeBefore = visible.size();
    visible.put(at, source, count);
    int start = at - at % sectorSize;
    long sectorEnd = ((at + (long) count - 1) / sectorSize + 1) * sectorSize;
    int end = (int) Math.min(sectorEnd, visible.size());
    int grewTo = visible.size() > sizeBefore ? visible.size() : 0;
    unsynced.add(new UnsyncedWrite(sectorSize, start, visible.copy(start, end), grewTo));
  }

  void truncate(long size) {
    if (size < visible.size()) {
      visible.cutTo((int) size);
      unsynced.add(new UnsyncedTruncate((int) size));
    }
  }

  void sync() {
    unsynced.forEach(change -> change.applyTo(durable));
    unsynced.clear();
  }

  /**
   * A sync failed: its changes stay visible, but the system forgets that it owes them to the disk.
   */
  void dropUnsynced() {
    unsynced.clear();
  }

  /** The power fails: draws what survives, and that is the file from now on. */
  void crash(Survival survival) {
    unsynced.forEach(change -> change.survivorsTo(durable, survival));
    unsynced.clear();
    visible.become(durable);
  }

  /** Changes bytes behind everybody's back, on the disk and in the system's cache. */
  void corrupt(long position, byte[] bytes) {
    int at = requireInside(position, bytes.length);
    visible.put(at, bytes, 0, bytes.length);
    int onDisk = Math.min(bytes.length, durable.size() - at);
    if (onDisk > 0) {
      durable.put(at, bytes, 0, onDisk);
    }
  }

  byte byteAt(long position) {
    int at = requireInside(position, 1);
    return visible.copy(at, at + 1)[0];
  }

  private int requireInside(long position, int count) {
    if (position < 0 || position > visible.size() - count) {
      throw new IllegalArgumentException(
          "%d bytes at position %d are not inside %s, which has %d bytes"
              .formatted(count, position, lastName, visible.size()));
    }
    return (int) position;
  }
}
