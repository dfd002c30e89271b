package dev.latchtree.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.node.Node;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.SplitPolicy;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What may happen between the moments at which a group of keys locates its leaves and latches them.
 * Each step is forced, by a list of requests that runs something before it hands out the next one.
 *
 * <p>The stores are not closed: what would fail here hangs, and closing would wait for it.
 */
class GroupInterleavingsTest {

  private static final int PAGE_SIZE = 4096;
  private static final long PATIENCE_SECONDS = 10;

  private TreeSpace space;
  private Tree tree;

  @BeforeEach
  void open() {
    BufferPool pool =
        BufferPool.inMemory(
            PoolOptions.builder().pageSize(PAGE_SIZE).frames(512).guards(64).build());
    space =
        new TreeSpace(
            pool, new NoJournal(), LatchProtocol.OPTIMISTIC_BLINK, SplitPolicy.MIDDLE, false);
    tree = new Tree(space, "t", 7, Tree.create(space, 7));
    for (char c = 'a'; c <= 'z'; c++) {
      for (int i = 0; i < 10; i++) {
        tree.put(bytes(c + "" + i), new byte[200]);
      }
    }
  }

  /** Requests, and what is run before the first, second, ... of the k-th walk over them. */
  private static final class Scripted extends AbstractList<Request> {

    private final List<Request> requests;
    private final List<Runnable> script = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private int handedOut;

    Scripted(List<Request> requests) {
      this.requests = requests;
    }

    void before(int walk, int request, Runnable step) {
      places.add(walk * requests.size() + request);
      script.add(step);
    }

    @Override
    public Request get(int index) {
      return requests.get(index);
    }

    @Override
    public int size() {
      return requests.size();
    }

    @Override
    public Iterator<Request> iterator() {
      Iterator<Request> all = requests.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public Request next() {
          int place = places.indexOf(handedOut++);
          if (place >= 0) {
            script.get(place).run();
          }
          return all.next();
        }
      };
    }
  }

  @Test
  void aGroupDoesNotWaitForALeafThatItHolds() throws InterruptedException {
    // Both keys in a leaf of their own kind, which is divided twice while they are located.
    splitBetween("l9", "m0");
    splitBetween("m9", "n0");
    Request first = new Request(tree, bytes("m2"), new byte[0]);
    Request second = new Request(tree, bytes("m6"), new byte[0]);
    Scripted requests = new Scripted(List.of(first, second));
    requests.before(0, 1, () -> splitBetween("m0", "m1")); // m2 and m6 go to the new page
    requests.before(1, 0, () -> splitBetween("m4", "m5")); // m6 goes on to another new page
    AtomicBoolean ended = new AtomicBoolean();
    Thread thread =
        daemon(
            () -> {
              try (Visit visit = tree.visit(true)) {
                new LeafGroup(visit, requests).latch(true, false);
              }
              ended.set(true);
            });
    thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    assertTrue(ended.get(), "it waits for a latch that it holds itself");
  }

  @Test
  void aGroupDoesNotWaitToTheLeft() throws Exception {
    splitBetween("c9", "d0");
    splitBetween("l9", "m0");
    splitBetween("l4", "l5");
    splitBetween("s9", "t0");
    splitBetween("t9", "u0");
    Request first = new Request(tree, bytes("m2"), new byte[0]);
    Request second = new Request(tree, bytes("t5"), new byte[0]);
    Scripted requests = new Scripted(List.of(first, second));
    CountDownLatch leftHeld = new CountDownLatch(1);
    CountDownLatch firstHeld = new CountDownLatch(1);
    AtomicReference<@Nullable Thread> other = new AtomicReference<>();
    requests.before(
        1,
        0,
        () -> {
          // The leaf of t5 is merged away, and its id becomes that of the page left of m0.
          long freed = leafOf("t5");
          for (int i = 0; i < 10; i++) {
            tree.remove(bytes("t" + i));
            tree.remove(bytes("s" + i));
          }
          space.tidy();
          assertNotEquals(freed, leafOf("t5"));
          long made = 0;
          for (int i = 5; made != freed && i < 9; i++) {
            splitBetween("l" + i, "l" + (i + 1));
            made = leafOf("l9");
          }
          assertEquals(freed, made);
          other.set(
              daemon(
                  () -> {
                    try (Visit visit = tree.visit(true)) {
                      byte[] key = bytes("l9");
                      visit.target.key(key, key.length);
                      assertTrue(visit.descent.latchLeaf());
                      leftHeld.countDown();
                      await(firstHeld);
                      PageGuard right = visit.guard(Guards.RIGHT);
                      PageGuard left = visit.descent.at();
                      right.fixExclusive(Node.rightLink(left.page()), left);
                    }
                  }));
          await(leftHeld);
        });
    requests.before(1, 1, firstHeld::countDown);
    AtomicBoolean ended = new AtomicBoolean();
    Thread thread =
        daemon(
            () -> {
              try (Visit visit = tree.visit(true)) {
                new LeafGroup(visit, requests).latch(true, false);
              }
              ended.set(true);
            });
    thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    assertTrue(ended.get(), "two operations wait for each other");
    Thread left = other.get();
    assertNotNull(left);
    left.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    assertEquals(Thread.State.TERMINATED, left.getState());
  }

  @Test
  void severalLongValuesAreReadAtOneInstantWhileTheyAreReplaced() throws InterruptedException {
    byte[] one = bytes("x-one");
    byte[] two = bytes("x-two");
    byte[] large = new byte[4 * PAGE_SIZE];
    tree.put(one, large);
    tree.put(two, large);
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> writers = new ArrayList<>();
    for (byte[] key : List.of(one, two)) {
      writers.add(
          daemon(
              () -> {
                while (!stop.get()) {
                  tree.put(key, large);
                }
              }));
    }
    AtomicBoolean ended = new AtomicBoolean();
    Thread reader =
        daemon(
            () -> {
              for (int i = 0; i < 2_000; i++) {
                List<Request> requests =
                    List.of(new Request(tree, one, null), new Request(tree, two, null));
                GroupRead.read(requests);
                assertArrayEquals(large, requests.get(0).found());
                assertArrayEquals(large, requests.get(1).found());
              }
              ended.set(true);
            });
    reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    stop.set(true);
    for (Thread writer : writers) {
      writer.join();
    }
    reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS)); // nobody is in its way any more
    assertTrue(ended.get(), "it restarts for ever: " + tree.restarts());
  }

  @Test
  void twoSeparatorsThatAreMissingSideBySideAreBothPosted() {
    splitBetween("l9", "m0");
    splitBetween("m9", "n0");
    splitUnposted("m2", "m3");
    splitUnposted("m5", "m6");
    long posts = tree.posts();
    try (Visit visit = tree.visit(true)) {
      // As a writer notes them that moves right over the first and divides the second.
      visit.repairs.addPost(0, bytes("m3"), 2);
      visit.repairs.addPost(0, bytes("m6"), 2);
      visit.repair();
    }
    assertEquals(posts + 2, tree.posts());
  }

  // ---------------------------------------------------------------- steps

  private void splitBetween(String left, String right) {
    split(left, right, true);
  }

  private void splitUnposted(String left, String right) {
    split(left, right, false);
  }

  private void split(String left, String right, boolean posted) {
    Thread thread =
        daemon(
            () -> {
              try (Visit visit = tree.visit(true)) {
                byte[] key = bytes(left);
                visit.reserve(1);
                visit.target.key(key, key.length);
                while (!visit.descent.latchLeaf()) {
                  visit.restart();
                }
                PageGuard leaf = visit.descent.at();
                byte[] rightKey = bytes(right);
                if (Node.endsBehind(leaf.page(), PAGE_SIZE, rightKey, rightKey.length)) {
                  assertNotNull(visit.pageSplit.splitBetween(leaf, key, rightKey));
                  visit.repairs.notePost(leaf.page(), 0);
                }
                if (posted) {
                  visit.repair();
                }
              }
            });
    join(thread);
  }

  private long leafOf(String key) {
    try (Visit visit = tree.visit(false)) {
      byte[] wanted = bytes(key);
      visit.target.key(wanted, wanted.length);
      while (!visit.descent.reach(0)) {
        visit.restart();
      }
      return visit.descent.at().pageId();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
