package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.StoreUnderTest;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A store that is filled in one mode and measured in another: what fills it says so with {@link
 * #filled}, which closes the one and opens the other. To fill a store whose every write waits for
 * the disk would take longer than to measure it.
 */
final class ReopenedStore implements StoreUnderTest {

  private final Supplier<StoreUnderTest> next;
  private StoreUnderTest store;

  /**
   * Begins with the first store.
   *
   * @param next opens what the first one has left, in the other mode
   */
  ReopenedStore(StoreUnderTest first, Supplier<StoreUnderTest> next) {
    store = first;
    this.next = next;
  }

  @Override
  public Session session() {
    return store.session();
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
    store.close();
    store = next.get();
    store.settle();
  }

  @Override
  public void settle() {
    store.settle();
  }

  @Override
  public void close() {
    store.close();
  }
}
