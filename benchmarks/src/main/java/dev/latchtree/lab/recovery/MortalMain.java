package dev.latchtree.lab.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchtree.Entry;
import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.lab.engine.Keys;
import dev.latchtree.lab.engine.Values;
import dev.latchtree.recovery.RecoverySummary;
import dev.latchtree.wal.LogStats;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The process that is killed. It says what it does, one line each, and ends when its input does, so
 * that it never outlives who started it.
 *
 * <pre>
 * recovered BYTES NANOS    the store is open; how that went
 * putting                  there are entries, and puts have begun
 * written                  it has logged what it was asked to, and stands still
 * </pre>
 */
final class MortalMain {

  static final String RECOVERED = "recovered";
  static final String PUTTING = "putting";
  static final String WRITTEN = "written";

  private static final String TREE = "mortal";
  private static final int THREADS = 2;
  private static final int LOOK_EACH = 64;
  private static final double FILL = 0.8;

  private final Life life;
  private final LatchStore store;
  private final LatchTree tree;
  private final PrintStream answers;

  private MortalMain(Life life, LatchStore store, PrintStream answers) {
    this.life = life;
    this.store = store;
    this.answers = answers;
    tree = store.tree(TREE);
  }

  /** Arguments: those of a {@link Life}. */
  public static void main(String[] arguments) throws Exception {
    PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    System.setOut(System.err); // whatever a library prints is no answer
    endWithInput();
    Life life = Life.of(arguments);
    LatchStore store = life.open();
    RecoverySummary recovery = store.stats().recovery();
    answers.printf("%s %d %d%n", RECOVERED, recovery.bytesRead(), recovery.nanos());
    new MortalMain(life, store, answers).live();
  }

  private static void endWithInput() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // nothing is ever said
                }
              } catch (IOException e) {
                // then nobody is there, too
              }
              Runtime.getRuntime().halt(1);
            },
            "lab-mortal-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private void live() throws InterruptedException {
    if (tree.isEmpty()) {
      load();
      store.checkpoint();
    }
    long until = life.logBytes() == Life.ENDLESS ? Life.ENDLESS : logged() + life.logBytes();
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom random = new SplittableRandom(System.nanoTime() + i);
      threads[i] = new Thread(() -> put(random, until), "lab-mortal-" + i);
      threads[i].start();
    }
    answers.println(PUTTING);
    for (Thread thread : threads) {
      thread.join();
    }
    answers.println(WRITTEN);
    Thread.currentThread().join(); // until it is killed
  }

  private void load() {
    byte[] value = Values.of(0);
    long[] keys = IntStream.range(0, life.keys()).mapToLong(Keys::of).sorted().toArray();
    tree.load(
        Arrays.stream(keys).mapToObj(key -> new Entry(Keys.toBytes(key), value)).iterator(), FILL);
  }

  private void put(SplittableRandom random, long until) {
    byte[] key = new byte[Keys.LENGTH];
    byte[] value = Values.of(0);
    while (logged() < until) {
      for (int i = 0; i < LOOK_EACH; i++) {
        Keys.copy(Keys.of(random.nextInt(life.keys())), key);
        tree.put(key, value);
      }
    }
  }

  private long logged() {
    LogStats log = store.stats().log();
    return log == null ? 0 : log.bytes();
  }
}
