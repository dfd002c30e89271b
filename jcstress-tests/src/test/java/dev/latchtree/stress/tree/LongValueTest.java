package dev.latchtree.stress.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.memory.YieldPoint;
import dev.latchtree.spi.LatchProtocol;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A long value is replaced after its reader has left the leaf, and before it has the value. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongValueTest {

  private static final int PAGE = 4096;
  private static final byte[] KEY = "long".getBytes(UTF_8);
  private static final byte[] SHORT = "short".getBytes(UTF_8);

  private LatchStore store;
  private LatchTree tree;

  @BeforeEach
  void open() {
    store =
        LatchStore.inMemory(
            StoreOptions.builder()
                .protocol(LatchProtocol.OPTIMISTIC_BLINK)
                .pageSize(PAGE)
                .poolPages(128)
                .backgroundMerges(false)
                .build());
    tree = store.tree("read");
    tree.put(SHORT, new byte[1]);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static byte[] value(int length, int number) {
    byte[] value = new byte[length];
    Arrays.fill(value, (byte) number);
    return value;
  }

  /** Gets the long value, in which another thread does something before each look at its pages. */
  private byte[] get(Runnable step) {
    Thread caller = Thread.currentThread();
    Set<Long> nodes = new HashSet<>();
    YieldPoint.tell(
        (what, mode, isPage, subject) -> {
          if (Thread.currentThread() == caller && what.equals("validate")) {
            nodes.add(subject);
          }
        });
    assertNotNull(tree.get(SHORT)); // all of the tree that is not the value
    YieldPoint.tell(
        (what, mode, isPage, subject) -> {
          boolean latches = what.equals("try to lock shared") && !nodes.contains(subject);
          if (latches && Thread.currentThread() == caller) {
            Thread other = new Thread(step);
            other.start();
            join(other);
          }
        });
    try {
      return Objects.requireNonNull(tree.get(KEY));
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

  /** From some restart on it is kept for its reader, though it is not the tree's any more. */
  @Test
  void shouldBeReadThoughItIsReplacedEveryTime() {
    int length = 3 * PAGE;
    AtomicInteger newest = new AtomicInteger();
    tree.put(KEY, value(length, 0));
    byte[] found = get(() -> tree.put(KEY, value(length, newest.incrementAndGet())));
    assertTrue(newest.get() > 1, "it was not replaced");
    assertArrayEquals(value(length, found[0]), found);
    store.verify().requireSound();
  }

  /** Its only page is another value's by then, of another key. */
  @Test
  void shouldNotBeTakenForTheNextValueOnItsPage() {
    int length = PAGE / 2;
    tree.put(KEY, value(length, 1));
    AtomicInteger steps = new AtomicInteger();
    byte[] found =
        get(
            () -> {
              if (steps.incrementAndGet() == 1) {
                tree.put(KEY, value(length, 2));
                for (int i = 0; i < 3; i++) {
                  tree.put(("other " + i).getBytes(UTF_8), value(length, 3));
                }
              }
            });
    assertArrayEquals(value(length, 2), found);
    assertTrue(steps.get() > 1, "it was not read again");
  }
}
