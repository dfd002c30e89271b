package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.repeat;
import static dev.latchtree.TestBytes.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches: all or nothing, the last change of a key counts, over any trees of the store. */
@ParameterizedClass
@MethodSource("dev.latchtree.StoreVariant#contract")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BatchContractTest {

  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final byte[] A = utf8("a");
  private static final byte[] B = utf8("b");
  private static final byte[] EMPTY = {};

  private final StoreVariant variant;
  private final LatchStore store;
  private final LatchTree tree;
  private final LatchTree other;

  BatchContractTest(StoreVariant variant) {
    this.variant = variant;
    store = variant.open();
    tree = store.tree("tree");
    other = store.tree("other");
  }

  @AfterEach
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void close() {
    store.verify().requireSound();
    store.close();
  }

  @Test
  void shouldChangeNothingBeforeTheCommit() {
    tree.put(A, A);
    try (Batch batch = store.batch()) {
      batch.put(tree, A, B).put(other, EMPTY, EMPTY).remove(other, B);
      assertEquals(3, batch.size());
      assertArrayEquals(A, tree.get(A));
      assertTrue(other.isEmpty());
    }
    assertArrayEquals(A, tree.get(A), "forgotten");
    assertTrue(other.isEmpty());
  }

  @Test
  void shouldChangeSeveralTrees() {
    tree.put(A, A);
    other.put(B, B);
    try (Batch batch = store.batch()) {
      batch.put(tree, A, B).put(tree, EMPTY, EMPTY).remove(other, B).put(other, A, EMPTY);
      batch.commit();
    }
    assertArrayEquals(B, tree.get(A));
    assertArrayEquals(EMPTY, tree.get(EMPTY));
    assertNull(other.get(B));
    assertArrayEquals(EMPTY, other.get(A));
    assertEquals(2, tree.count());
    assertEquals(1, other.count());
  }

  @Test
  void shouldLetTheLastChangeOfAKeyCount() {
    try (Batch batch = store.batch()) {
      batch.put(tree, A, A).remove(tree, A).put(tree, B, A).put(tree, B, B);
      batch.put(other, A, A);
      assertEquals(3, batch.size());
      batch.commit();
    }
    assertNull(tree.get(A));
    assertArrayEquals(B, tree.get(B));
    assertArrayEquals(A, other.get(A));
    try (Batch batch = store.batch()) {
      batch.remove(tree, B).put(tree, B, A).put(tree, A, A).remove(tree, A).commit();
    }
    assertArrayEquals(A, tree.get(B));
    assertNull(tree.get(A));
  }

  @Test
  void shouldCommitNothing() {
    try (Batch batch = store.batch()) {
      assertEquals(0, batch.size());
      batch.commit();
    }
    try (Batch batch = store.batch()) {
      batch.remove(tree, A).commit();
    }
    assertTrue(tree.isEmpty());
  }

  @Test
  void shouldCopyItsKeysAndValues() {
    byte[] key = A.clone();
    byte[] value = A.clone();
    try (Batch batch = store.batch()) {
      batch.put(tree, key, value);
      key[0] = 'x';
      value[0] = 'x';
      batch.remove(other, key).commit();
    }
    assertArrayEquals(A, tree.get(A));
    assertEquals(1, tree.count());
  }

  /** Rule T6: more new cells than a page holds, between two keys that lie side by side. */
  @Test
  void shouldPutManyBetweenTwoKeys() {
    int length = tree.maxKeyLength() / 4;
    tree.put(number(0, length), EMPTY);
    tree.put(number(1000, length), EMPTY);
    for (int round = 0; round < 2; round++) {
      try (Batch batch = store.batch()) {
        for (int i = 40; i > 0; i--) {
          batch.put(tree, number(i, length), repeat(i, tree.maxKeyLength() - round));
        }
        batch.commit();
      }
      for (int i = 1; i <= 40; i++) {
        assertArrayEquals(
            repeat(i, tree.maxKeyLength() - round), tree.get(number(i, length)), "key " + i);
      }
      assertEquals(42, tree.count());
    }
    try (Batch batch = store.batch()) {
      for (int i = 0; i <= 40; i++) {
        batch.remove(tree, number(i, length));
      }
      batch.remove(tree, number(1000, length)).commit();
    }
    assertTrue(tree.isEmpty());
    store.tidy();
    assertEquals(1, tree.stats().height());
  }

  @Test
  void shouldPutAndReplaceLongValues() {
    byte[] large = repeat(1, 3 * variant.pageSize());
    byte[] larger = repeat(2, 4 * variant.pageSize());
    try (Batch batch = store.batch()) {
      batch.put(tree, A, large).put(tree, B, EMPTY).put(other, A, larger).commit();
    }
    assertArrayEquals(large, tree.get(A));
    assertArrayEquals(larger, other.get(A));
    try (Batch batch = store.batch()) {
      batch.put(tree, A, EMPTY).put(tree, B, larger).remove(other, A).commit();
    }
    assertArrayEquals(EMPTY, tree.get(A));
    assertArrayEquals(larger, tree.get(B));
    assertTrue(other.isEmpty());
  }

  @Test
  void shouldRefuseWhatNeedsTooManyPages() {
    byte[] value = repeat(5, variant.maxInlineValue());
    StoreOptions small = variant.options().poolPages(128).build();
    try (LatchStore few = variant.open(small)) {
      LatchTree wide = few.tree("wide");
      wide.put(number(0, 8), A);
      try (Batch batch = few.batch()) {
        for (int i = 0; i < 400; i++) {
          batch.put(wide, number(i, 8), value);
        }
        String message =
            String.valueOf(
                assertThrows(IllegalArgumentException.class, batch::commit).getMessage());
        long numbers = NUMBER.matcher(message).results().map(MatchResult::group).distinct().count();
        assertTrue(numbers >= 2, "names both: " + message);
      }
      assertEquals(1, wide.count());
      assertArrayEquals(A, wide.get(number(0, 8)));
      try (Batch batch = few.batch()) {
        batch.put(wide, number(1, 8), value).remove(wide, number(0, 8)).commit();
      }
      assertEquals(1, wide.count());
      few.verify().requireSound();
    }
  }

  @Test
  void shouldRefuseATreeOfAnotherStore() {
    try (LatchStore stranger = variant.open();
        Batch batch = store.batch()) {
      LatchTree theirs = stranger.tree("tree");
      assertThrows(
          IllegalArgumentException.class,
          () -> {
            batch.put(tree, A, A).put(theirs, A, A);
            batch.commit();
          });
      assertTrue(theirs.isEmpty());
    }
    assertTrue(tree.isEmpty());
  }

  @Test
  void shouldRefuseAKeyThatIsTooLong() {
    byte[] tooLong = new byte[tree.maxKeyLength() + 1];
    try (Batch batch = store.batch()) {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> {
                batch.put(tree, A, A).put(tree, tooLong, A);
                batch.commit();
              });
      String message = String.valueOf(refusal.getMessage());
      assertTrue(message.contains("" + tooLong.length), message);
      assertTrue(message.contains("" + tree.maxKeyLength()), message);
    }
    assertTrue(tree.isEmpty());
  }

  @Test
  void shouldChangeNothingWhenATreeWasDropped() {
    try (Batch batch = store.batch()) {
      batch.put(tree, A, A).put(other, A, A);
      assertTrue(store.drop("other"));
      assertThrows(IllegalStateException.class, batch::commit);
    }
    assertTrue(tree.isEmpty());
    assertFalse(store.trees().contains("other"));
  }

  @Test
  void shouldNotCommitOnceTheStoreIsClosed() {
    try (LatchStore closed = variant.open()) {
      Batch batch = closed.batch();
      batch.put(closed.tree("tree"), A, A);
      closed.close();
      assertThrows(IllegalStateException.class, batch::commit);
      batch.close();
    }
  }

  @Test
  @SuppressWarnings("NullAway") // that is what is tested
  void shouldRefuseNull() {
    try (Batch batch = store.batch()) {
      assertThrows(NullPointerException.class, () -> batch.put(null, A, A));
      assertThrows(NullPointerException.class, () -> batch.put(tree, null, A));
      assertThrows(NullPointerException.class, () -> batch.put(tree, A, null));
      assertThrows(NullPointerException.class, () -> batch.remove(null, A));
      assertThrows(NullPointerException.class, () -> batch.remove(tree, null));
      assertEquals(0, batch.size());
    }
  }
}
