package dev.latchtree;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Entries on their way from the thread that reads a load's input to the one that loads a partition:
 * handed over in chunks, a few of which fit in between.
 *
 * <p>One thread adds and ends, another iterates. Neither is stopped by an interrupt, since half a
 * load helps nobody; the flag is set again afterwards.
 */
final class LoadFeed implements Iterator<Entry> {

  private static final int CHUNKS = 4;
  private static final int CHUNK_ENTRIES = 256;
  private static final int CHUNK_BYTES = 1 << 16;

  /** The last chunk, and the only empty one. */
  private static final List<Entry> END = List.of();

  private final BlockingQueue<List<Entry>> chunks = new ArrayBlockingQueue<>(CHUNKS);

  // The adding thread's.
  private List<Entry> filling = new ArrayList<>();
  private long fillingBytes;

  // The iterating thread's.
  private List<Entry> chunk = new ArrayList<>();
  private int next;

  /** Adds an entry; waits while too many are on their way. */
  void add(Entry entry) {
    filling.add(entry);
    fillingBytes += (long) entry.key().length + entry.value().length;
    if (filling.size() >= CHUNK_ENTRIES || fillingBytes >= CHUNK_BYTES) {
      handOver();
    }
  }

  /** Says that no entry follows. */
  void end() {
    if (!filling.isEmpty()) {
      handOver();
    }
    uninterruptibly(() -> putAndReturn(END));
  }

  private void handOver() {
    List<Entry> full = filling;
    filling = new ArrayList<>();
    fillingBytes = 0;
    uninterruptibly(() -> putAndReturn(full));
  }

  private List<Entry> putAndReturn(List<Entry> full) throws InterruptedException {
    chunks.put(full);
    return full;
  }

  @Override
  public boolean hasNext() {
    if (next == chunk.size() && chunk != END) {
      chunk = uninterruptibly(chunks::take);
      next = 0;
    }
    return next < chunk.size();
  }

  @Override
  public Entry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return chunk.get(next++);
  }

  /** Reads what is left, so that the adding thread need not wait for one that has given up. */
  void drain() {
    while (hasNext()) {
      next = chunk.size();
    }
  }

  private interface Waiting {
    List<Entry> run() throws InterruptedException;
  }

  private static List<Entry> uninterruptibly(Waiting waiting) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return waiting.run();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
