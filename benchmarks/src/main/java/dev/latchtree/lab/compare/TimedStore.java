package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.lab.measure.LatencyRecorder;
import java.util.Map;

/**
 * A store whose gets, puts and scans are timed, each by itself. Removals are not: they are how a
 * workload's inserts are undone, which nobody waits for.
 */
final class TimedStore implements StoreUnderTest {

  private final StoreUnderTest store;
  private final Latencies latencies;

  TimedStore(StoreUnderTest store, Latencies latencies) {
    this.store = store;
    this.latencies = latencies;
  }

  @Override
  public Session session() {
    return new TimedSession(store.session(), latencies.add());
  }

  @Override
  public long count() {
    return store.count();
  }

  @Override
  public Map<String, Long> events() {
    return store.events();
  }

  @Override
  public void filled() {
    store.filled();
  }

  @Override
  public void settle() {
    store.settle();
  }

  @Override
  public void close() {
    store.close();
  }

  private record TimedSession(Session session, LatencyRecorder latencies) implements Session {

    @Override
    public long get(long key) {
      long begun = System.nanoTime();
      long mark = session.get(key);
      latencies.record(System.nanoTime() - begun);
      return mark;
    }

    @Override
    public void put(long key, long mark) {
      long begun = System.nanoTime();
      session.put(key, mark);
      latencies.record(System.nanoTime() - begun);
    }

    @Override
    public boolean remove(long key) {
      return session.remove(key);
    }

    @Override
    public long scan(long from, int limit) {
      long begun = System.nanoTime();
      long digest = session.scan(from, limit);
      latencies.record(System.nanoTime() - begun);
      return digest;
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
