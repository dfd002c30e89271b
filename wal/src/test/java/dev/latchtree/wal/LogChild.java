package dev.latchtree.wal;

import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.Storage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A program that writes a log until it is killed, run in a JVM of its own by {@link LogKillTest}:
 * one line for each record that is acknowledged, with its LSN and its number.
 */
final class LogChild {

  static final int THREADS = 3;
  static final String OPENED = "opened";

  /** A line without it was cut off. */
  static final String END = " .";

  private LogChild() {}

  /** Number of a record: the life, the thread, and a count from 0. */
  static long number(int life, int thread, int count) {
    return (long) life << 40 | (long) thread << 32 | count;
  }

  static SyncPolicy policyOf(int life) {
    SyncPolicy[] policies = TestPolicies.all().toArray(SyncPolicy[]::new);
    return policies[life % policies.length];
  }

  static LogOptions optionsOf(int life) {
    return LogWriters.options(policyOf(life))
        .preallocate(life % 2 == 0)
        .writes(life % 2 == 0 ? LogWrites.MAPPED : LogWrites.CALLS)
        .build();
  }

  public static void main(String[] args) throws Exception {
    int life = Integer.parseInt(args[1]);
    PrintStream out = System.out;
    Storage storage = FileStorage.open(Path.of(args[0]));
    WriteAheadLog log = WriteAheadLog.open(storage, optionsOf(life));
    out.println(OPENED);
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      new Thread(() -> write(log, life, thread, out)).start();
    }
  }

  private static void write(WriteAheadLog log, int life, int thread, PrintStream out) {
    SplittableRandom random = new SplittableRandom(life * 31L + thread);
    boolean interval = policyOf(life).kind() == SyncPolicy.Kind.INTERVAL;
    for (int count = 0; ; count++) {
      long number = number(life, thread, count);
      int length =
          NumberedPayload.SHORTEST + random.nextInt(random.nextInt(10) == 0 ? 15_000 : 200);
      long lsn = log.append(1, NumberedPayload.make(number, length));
      if (interval) { // whose commits do not promise to survive the process
        log.commit(lsn, Tier.PROCESS_SAFE);
      } else {
        log.commit(lsn);
      }
      synchronized (out) {
        out.println(lsn + " " + number + END);
        out.flush();
      }
    }
  }
}
