package dev.latchtree.stress.soak;

import dev.latchtree.memory.YieldPoint;
import dev.latchtree.spi.WaitStrategy;
import dev.latchtree.stress.subject.Subject;
import dev.latchtree.stress.subject.SubjectMaker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An example of a subject: leaves of a few entries, linked to the right, and an index over them
 * that learns of a new leaf only when it is linked already. So whoever comes by the index may be in
 * a leaf that was split, and has to go on to its right; {@link WithoutRightMoves} does not.
 */
class SmallBlink implements Subject {

  /** Makes right ones. */
  public static final class Maker implements SubjectMaker {
    @Override
    public String name() {
      return Maker.class.getName();
    }

    @Override
    public Subject make(WaitStrategy waits, int pages) {
      return new SmallBlink(waits, true);
    }
  }

  /** Makes wrong ones. */
  public static final class WithoutRightMoves implements SubjectMaker {
    @Override
    public String name() {
      return WithoutRightMoves.class.getName();
    }

    @Override
    public Subject make(WaitStrategy waits, int pages) {
      return new SmallBlink(waits, false);
    }
  }

  private static final int MOST_ENTRIES = 4;
  private static final Comparator<byte[]> ORDER = Arrays::compareUnsigned;

  /** Entries from {@code low} to where the right neighbour begins. */
  private final class Leaf {
    final byte[] low;
    final AtomicBoolean latch = new AtomicBoolean();
    final NavigableMap<byte[], byte[]> entries = new TreeMap<>(ORDER);
    @Nullable Leaf right;

    Leaf(byte[] low) {
      this.low = low;
    }

    void lock() {
      YieldPoint.at("lock leaf", System.identityHashCode(this));
      for (int attempt = 0; !latch.compareAndSet(false, true); attempt++) {
        if (!waits.pause(attempt)) {
          Thread.onSpinWait();
        }
      }
    }

    void unlock() {
      YieldPoint.at("unlock leaf", System.identityHashCode(this));
      latch.set(false);
    }

    boolean endsBefore(byte[] key) {
      return right != null && ORDER.compare(right.low, key) <= 0;
    }
  }

  private final WaitStrategy waits;
  private final boolean movesRight;
  private final NavigableMap<byte[], Leaf> index = new ConcurrentSkipListMap<>(ORDER);

  SmallBlink(WaitStrategy waits, boolean movesRight) {
    this.waits = waits;
    this.movesRight = movesRight;
    index.put(new byte[0], new Leaf(new byte[0]));
  }

  /** What is done to the entries of a leaf. */
  private interface Step {
    byte @Nullable [] in(NavigableMap<byte[], byte[]> entries);
  }

  private byte @Nullable [] at(byte[] key, Step step) {
    YieldPoint.at("look into the index", 1);
    Leaf leaf = index.floorEntry(key).getValue();
    leaf.lock();
    while (movesRight && leaf.endsBefore(key)) {
      Leaf next = leaf.right;
      if (next != null) {
        next.lock();
        leaf.unlock();
        leaf = next;
      }
    }
    Leaf split = null;
    try {
      byte[] answer = step.in(leaf.entries);
      split = leaf.entries.size() > MOST_ENTRIES ? split(leaf) : null;
      return answer;
    } finally {
      leaf.unlock();
      if (split != null) {
        YieldPoint.at("post", 1);
        index.put(split.low, split);
      }
    }
  }

  private Leaf split(Leaf leaf) {
    List<byte[]> keys = new ArrayList<>(leaf.entries.keySet());
    Leaf half = new Leaf(keys.get(keys.size() / 2));
    NavigableMap<byte[], byte[]> moved = leaf.entries.tailMap(half.low, true);
    half.entries.putAll(moved);
    moved.clear();
    half.right = leaf.right;
    leaf.right = half;
    return half;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return at(key, entries -> entries.get(key));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    at(key, entries -> entries.put(key, value));
  }

  @Override
  public boolean remove(byte[] key) {
    return at(key, entries -> entries.remove(key)) != null;
  }

  @Override
  public byte @Nullable [] putIfAbsent(byte[] key, byte[] value) {
    return at(key, entries -> entries.putIfAbsent(key, value));
  }

  @Override
  public boolean compareAndSet(byte[] key, byte[] expected, byte[] value) {
    return at(
            key,
            entries ->
                Arrays.equals(entries.get(key), expected) ? replaced(entries, key, value) : null)
        != null;
  }

  private static byte[] replaced(NavigableMap<byte[], byte[]> entries, byte[] key, byte[] value) {
    entries.put(key, value);
    return value;
  }

  @Override
  public void scan(boolean forward, BiConsumer<byte[], byte[]> shown) {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    Leaf leaf = index.firstEntry().getValue();
    while (leaf != null) {
      leaf.lock();
      keys.addAll(leaf.entries.keySet());
      values.addAll(leaf.entries.values());
      Leaf next = leaf.right;
      leaf.unlock();
      leaf = next;
    }
    if (!forward) {
      Collections.reverse(keys);
      Collections.reverse(values);
    }
    for (int i = 0; i < keys.size(); i++) {
      shown.accept(keys.get(i), values.get(i));
    }
  }

  @Override
  public long requireSound() {
    long count = 0;
    for (Leaf leaf = index.firstEntry().getValue(); leaf != null; leaf = leaf.right) {
      if (!leaf.entries.isEmpty()
          && (ORDER.compare(leaf.entries.firstKey(), leaf.low) < 0
              || leaf.endsBefore(leaf.entries.lastKey()))) {
        throw new IllegalStateException("a leaf has keys that lie in another");
      }
      count += leaf.entries.size();
    }
    return count;
  }

  @Override
  public void close() {}
}
