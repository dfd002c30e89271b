package dev.latchtree.lab.explore;

import dev.latchtree.memory.YieldPoint;
import dev.latchtree.spi.WaitStrategy;
import dev.latchtree.stress.subject.Subject;
import dev.latchtree.stress.subject.SubjectMaker;
import java.util.Arrays;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A map that looks and then writes, with room for others in between. */
public final class LosingSubject implements SubjectMaker {

  @Override
  public String name() {
    return LosingSubject.class.getName();
  }

  @Override
  public Subject make(WaitStrategy waits, int pages) {
    return new Losing();
  }

  private static final class Losing implements Subject {

    private final ConcurrentNavigableMap<byte[], byte[]> map =
        new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

    @Override
    public byte @Nullable [] get(byte[] key) {
      return map.get(key);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      map.put(key, value);
    }

    @Override
    public boolean remove(byte[] key) {
      return map.remove(key) != null;
    }

    @Override
    public byte @Nullable [] putIfAbsent(byte[] key, byte[] value) {
      return map.putIfAbsent(key, value);
    }

    @Override
    public boolean compareAndSet(byte[] key, byte[] expected, byte[] value) {
      byte[] found = map.get(key);
      YieldPoint.at("compared", 0);
      if (found == null || !Arrays.equals(found, expected)) {
        return false;
      }
      map.put(key, value);
      return true;
    }

    @Override
    public void scan(boolean forward, BiConsumer<byte[], byte[]> entries) {
      (forward ? map : map.descendingMap()).forEach(entries);
    }

    @Override
    public long requireSound() {
      return map.size();
    }

    @Override
    public void close() {}
  }
}
