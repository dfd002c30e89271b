package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.utf8;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is refused: nulls, and whatever comes after a close or a drop, or from a callback. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusalTest {

  private static final byte[] KEY = utf8("key");

  private final LatchStore store =
      LatchStore.inMemory(StoreOptions.builder().pageSize(4096).poolPages(512).build());
  private final LatchTree tree = store.tree("tree");

  @BeforeEach
  void fill() {
    for (int i = 0; i < 100; i++) {
      tree.put(number(i, 8), KEY);
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** {@link Cursor}: moves throw once the store is closed; rule C1: an open cursor's next step. */
  @Test
  void shouldNotMoveACursorOnceTheStoreIsClosed() {
    Cursor cursor = tree.cursor();
    assertTrue(cursor.next());
    store.close();
    assertThrows(IllegalStateException.class, cursor::next);
    assertThrows(IllegalStateException.class, cursor::previous);
  }

  /** {@link LatchStore#drop}: operations that begin later throw. */
  @Test
  void shouldNotMoveACursorOnceTheTreeIsDropped() {
    Cursor cursor = tree.cursor();
    assertTrue(cursor.next());
    assertTrue(store.drop("tree"));
    assertThrows(IllegalStateException.class, cursor::next);
  }

  /** Rule C1: {@code close()} from a callback throws. */
  @Test
  void shouldNotBeClosedByTheEntriesThatAreLoaded() {
    tree.clear();
    Iterator<Entry> closing =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Entry next() {
            assertThrows(IllegalStateException.class, store::close);
            throw new UnsupportedOperationException("it was refused");
          }
        };
    assertThrows(UnsupportedOperationException.class, () -> tree.load(closing, 1));
  }

  @Test
  void shouldRefuseUpkeepOnceClosed() {
    store.close();
    assertThrows(IllegalStateException.class, store::tidy);
  }

  @Test
  @SuppressWarnings("NullAway") // that is what is tested
  void shouldRefuseNull() {
    try (Cursor cursor = tree.cursor()) {
      assertThrows(NullPointerException.class, () -> cursor.seek(null));
    }
  }

  @Test
  @SuppressWarnings("NullAway") // that is what is tested
  void shouldNotAnswerWhetherARangeContainsNull() {
    assertThrows(NullPointerException.class, () -> KeyRange.all().contains(null));
  }
}
