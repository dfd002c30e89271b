package dev.latchtree.lab.workload;

import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.lab.engine.StoreUnderTest.Session;
import java.util.ArrayList;
import java.util.List;

/** A session of a store for each of some threads. */
final class Sessions implements AutoCloseable {

  private final List<Session> sessions = new ArrayList<>();

  Sessions(StoreUnderTest store, int threads) {
    for (int i = 0; i < threads; i++) {
      sessions.add(store.session());
    }
  }

  Session of(int thread) {
    return sessions.get(thread);
  }

  @Override
  public void close() {
    sessions.forEach(Session::close);
  }
}
