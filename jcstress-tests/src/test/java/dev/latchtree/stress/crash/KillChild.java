package dev.latchtree.stress.crash;

import dev.latchtree.LatchStore;
import dev.latchtree.StoreOptions;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.wal.SyncPolicy;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A program that writes a store until it is killed, run in a JVM of its own by {@link
 * StoreKillTest}: one line for each call that has returned, with the thread's number.
 */
final class KillChild {

  static final int THREADS = 8;
  static final int SLOTS = 300;
  static final String OPENED = "opened";

  /** A line without it was cut off. */
  static final String END = ".";

  private KillChild() {}

  static StoreOptions options(int life) {
    LatchProtocol[] protocols = LatchProtocol.values();
    SyncPolicy policy =
        life % 5 == 3 ? SyncPolicy.os() : life % 5 == 1 ? SyncPolicy.always() : SyncPolicy.group();
    return StoreOptions.builder()
        .protocol(protocols[life % protocols.length])
        .pageSize(4096)
        .poolPages(600)
        .syncPolicy(policy)
        .logSegmentSize(1 << 20)
        .logRingSize(1 << 20)
        .checkpointBytes(2 << 20)
        .checkpointInterval(Duration.ofMillis(200))
        .redoThreads(2)
        .build();
  }

  static Script script(int thread, int life, long seed) {
    // More keys in each life, so that the store keeps growing.
    return new Script(thread, life, SLOTS * life, Script.Kinds.WAITING, seed);
  }

  /** Directory, life, seed. */
  public static void main(String[] args) {
    int life = Integer.parseInt(args[1]);
    long seed = Long.parseLong(args[2]);
    PrintStream out = System.out;
    LatchStore store = LatchStore.open(Path.of(args[0]), options(life));
    CrashModel model = new CrashModel(THREADS);
    Map<String, Long> found = StoreContents.read(store);
    model.settle(found);
    ThreadHistory setUp = model.history(Places.SETUP);
    for (Step step : Script.setUp(setUp.current())) {
      step.call().on(store);
    }
    out.println(OPENED);
    out.flush();
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      new Thread(() -> write(store, model, script(thread, life, seed), thread, out)).start();
    }
  }

  private static void write(
      LatchStore store, CrashModel model, Script script, int thread, PrintStream out) {
    try {
      ThreadHistory history = model.history(Places.owner(thread));
      while (true) {
        Step step = script.next(history.current());
        step.call().on(store);
        step.applyTo(history.current());
        synchronized (out) {
          out.println(thread + END);
          out.flush();
        }
      }
    } catch (Throwable e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }
}
