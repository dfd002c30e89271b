package dev.latchtree;

import java.util.Comparator;
import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An iterator for streams. It claims no size, unlike what collections make by default: the size
 * changes while others write, and a stream that trusted it would fail.
 */
final class MapSpliterator<T> extends AbstractSpliterator<T> {

  private static final int ALWAYS =
      Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT;

  private final Iterator<T> elements;
  private final @Nullable Comparator<? super T> order;

  private MapSpliterator(
      Iterator<T> elements, int characteristics, @Nullable Comparator<? super T> order) {
    super(Long.MAX_VALUE, ALWAYS | characteristics);
    this.elements = elements;
    this.order = order;
  }

  /** Elements that may be equal. */
  static <T> Spliterator<T> any(Iterator<T> elements) {
    return new MapSpliterator<>(elements, 0, null);
  }

  /** Elements of which no two are equal. */
  static <T> Spliterator<T> distinct(Iterator<T> elements) {
    return new MapSpliterator<>(elements, Spliterator.DISTINCT, null);
  }

  /** Distinct elements in this order. */
  static <T> Spliterator<T> sorted(Iterator<T> elements, Comparator<? super T> order) {
    return new MapSpliterator<>(elements, Spliterator.DISTINCT | Spliterator.SORTED, order);
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    Objects.requireNonNull(action, "action");
    if (!elements.hasNext()) {
      return false;
    }
    action.accept(elements.next());
    return true;
  }

  @Override
  public Comparator<? super T> getComparator() {
    if (order == null) {
      throw new IllegalStateException("not sorted");
    }
    return order;
  }
}
