package dev.latchtree.stress.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.Batch;
import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.memory.YieldPoint;
import dev.latchtree.spi.LatchProtocol;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A leaf changes after a reader has reached it and before the reader looks for its key there: what
 * was found, or was not, is believed only if the leaf is still the same.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadValidationTest {

  private static final String LOOKS = "look for a key";
  private static final int KEYS = 100;
  private static final String COPIES = "copy a value";

  private LatchStore store;
  private LatchTree tree;

  @BeforeEach
  void open() {
    store =
        LatchStore.inMemory(
            StoreOptions.builder()
                .protocol(LatchProtocol.OPTIMISTIC_BLINK)
                .pageSize(4096)
                .poolPages(128)
                .backgroundMerges(false)
                .build());
    tree = store.tree("read");
    for (int i = 0; i < KEYS; i += 2) {
      tree.put(key(i), value(i));
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static byte[] key(int number) {
    return "key %03d".formatted(number).getBytes(UTF_8);
  }

  private static byte[] value(int number) {
    byte[] value = new byte[300];
    Arrays.fill(value, (byte) number);
    return value;
  }

  /**
   * Calls something, in which another thread does {@code step} before the caller's n-th look.
   *
   * @param answer gets the answer, and how often the caller looked in all
   */
  private static <T extends @Nullable Object> void call(
      String kind, int look, Runnable step, Supplier<T> call, ObjIntConsumer<T> answer) {
    Thread caller = Thread.currentThread();
    AtomicInteger looks = new AtomicInteger();
    YieldPoint.tell(
        (what, mode, isPage, subject) -> {
          boolean ours = what.equals(kind) && Thread.currentThread() == caller;
          if (ours && looks.incrementAndGet() == look) {
            Thread other = new Thread(step);
            other.start();
            join(other);
          }
        });
    try {
      answer.accept(call.get(), looks.get());
    } finally {
      YieldPoint.tell(null);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Divides every leaf, so that half of the keys are on another page afterwards. */
  private void divideAll() {
    long splits = tree.stats().counters().splits();
    for (int i = 1; i < KEYS; i += 2) {
      tree.put(key(i), value(i));
    }
    assertTrue(tree.stats().counters().splits() > splits);
  }

  /** Looks for each key in a new store; it is there all the time, and its leaf is divided. */
  private void whileItMoves(String kind, ObjIntConsumer<byte[]> look) {
    int again = 0;
    for (int i = 0; i < KEYS; i += 2) {
      int number = i;
      int[] looks = new int[1];
      call(
          kind,
          1,
          this::divideAll,
          () -> {
            look.accept(key(number), number);
            return number;
          },
          (answer, count) -> looks[0] = count);
      again += looks[0] > 1 ? 1 : 0;
      close();
      open();
    }
    assertEquals(KEYS / 2, again, "all leaves changed, and not all readers looked again");
  }

  @Test
  void shouldFindAKeyThatMovesAway() {
    whileItMoves(LOOKS, (key, i) -> assertArrayEquals(value(i), tree.get(key)));
  }

  /** The bytes of one value may be others' when they are copied. */
  @Test
  void shouldNotMixValuesThatMove() {
    whileItMoves(COPIES, (key, i) -> assertArrayEquals(value(i), tree.get(key)));
  }

  @Test
  void shouldKnowOfAKeyThatMovesAway() {
    whileItMoves(LOOKS, (key, i) -> assertTrue(tree.containsKey(key)));
  }

  @Test
  void shouldCopyTheValueOfAKeyThatMovesAway() {
    whileItMoves(
        LOOKS,
        (key, i) -> {
          Bytes<?> value = Bytes.allocateElasticOnHeap();
          assertTrue(tree.get(Bytes.wrapForRead(key), value));
          assertArrayEquals(value(i), value.toByteArray());
        });
  }

  @Test
  void shouldNotFindAKeyThatWasRemovedMeanwhile() {
    call(
        LOOKS,
        1,
        () -> tree.remove(key(40)),
        () -> tree.get(key(40)),
        (found, looks) -> assertNull(found));
  }

  /** One leaf is read, the other is not yet, and a batch changes both. */
  @Test
  void shouldReadSeveralKeysAtOneInstant() {
    byte[] first = key(2);
    byte[] last = key(96);
    byte[] newer = "newer".getBytes(UTF_8);
    Runnable change =
        () -> {
          try (Batch batch = store.batch()) {
            batch.put(tree, first, newer);
            batch.put(tree, last, newer);
            batch.commit();
          }
        };
    call(
        LOOKS,
        2,
        change,
        () -> tree.getAll(List.of(first, last)),
        (found, looks) -> {
          assertArrayEquals(newer, found.get(0));
          assertArrayEquals(newer, found.get(1));
          assertEquals(4, looks);
        });
  }
}
