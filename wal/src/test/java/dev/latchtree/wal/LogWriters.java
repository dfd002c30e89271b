package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.fail;

import dev.latchtree.storage.Storage;
import dev.latchtree.storage.sim.SimulatedCrashException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One life of a log with several writers, which fills two segments and begins the third: appends of
 * many sizes, batches, commits of every kind, truncation in the middle. Everything is told to a
 * {@link LogModel}.
 */
final class LogWriters {

  private static final int THREADS = 3;
  private static final int ACTIONS = 8;
  private static final int FILLER = 60_000;
  private static final int FILLERS = 15;

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final LogModel model;
  private final boolean powerSafe;
  private final long seed;

  LogWriters(LogModel model, SyncPolicy policy, long seed) {
    this.model = model;
    this.powerSafe = policy.tier() == Tier.POWER_SAFE;
    this.seed = seed;
  }

  static LogOptions.Builder options(SyncPolicy policy) {
    return LogOptions.builder()
        .policy(policy)
        .segmentSize(SegmentLayout.MIN_SEGMENT)
        .ringSize(1 << 20)
        .spareSegments(1)
        .logId(7);
  }

  /** Returns what went wrong, the first thing first, and {@code null} if nothing did. */
  @Nullable Exception live(Storage storage, LogOptions options) {
    WriteAheadLog log;
    try {
      log = WriteAheadLog.open(storage, options);
    } catch (IOException | RuntimeException fault) {
      return requireFault(fault);
    }
    Exception fault = write(log);
    try {
      log.close();
      model.durableBefore(log.durableLsn());
    } catch (IOException | RuntimeException atClose) {
      return fault == null ? requireFault(atClose) : fault;
    }
    return fault;
  }

  /** Writes until it is done or the log has failed; then all threads are gone. */
  @Nullable Exception write(WriteAheadLog log) {
    List<TestThreads.Task<Boolean>> tasks = new ArrayList<>();
    Exception first = null;
    try {
      fill(log);
    } catch (RuntimeException fault) {
      first = requireFault(fault);
    }
    for (int t = 0; t < THREADS; t++) {
      SplittableRandom random = new SplittableRandom(seed * 31 + t);
      boolean cleans = t == 0;
      tasks.add(
          TestThreads.run(
              () -> {
                for (int i = 0; i < ACTIONS; i++) {
                  act(log, random);
                  if (cleans && i == ACTIONS / 2) {
                    fill(log);
                    truncate(log);
                  }
                }
              }));
    }
    for (TestThreads.Task<Boolean> task : tasks) {
      try {
        task.get();
      } catch (RuntimeException fault) {
        requireFault(fault);
        first = first == null ? fault : first;
      } catch (AssertionError error) {
        if (!(error.getCause() instanceof IOException fault)) {
          throw error;
        }
        requireFault(fault);
        first = first == null ? fault : first;
      }
    }
    return first;
  }

  private static Exception requireFault(Exception fault) {
    if (fault instanceof CorruptLogException
        || !(fault instanceof SimulatedCrashException
            || fault instanceof IOException
            || fault instanceof LogFailedException)) {
      fail("not a fault of the disk", fault);
    }
    return fault;
  }

  private void fill(WriteAheadLog log) {
    for (int i = 0; i < FILLERS; i++) {
      append(log, FILLER);
    }
  }

  private long append(WriteAheadLog log, int length) {
    long number = NUMBERS.incrementAndGet();
    model.begin(number);
    long lsn = log.append(1, NumberedPayload.make(number, length));
    model.appended(lsn, number);
    return lsn;
  }

  private static int length(SplittableRandom random) {
    return NumberedPayload.SHORTEST + random.nextInt(random.nextInt(4) == 0 ? 15_000 : 300);
  }

  private void act(WriteAheadLog log, SplittableRandom random) {
    int dice = random.nextInt(12);
    if (dice == 0) {
      appendBatch(log, random);
    } else if (dice == 1) {
      append(log, length(random));
    } else if (dice == 2) {
      log.commit(append(log, length(random)), Tier.PROCESS_SAFE);
    } else if (dice == 3) {
      long lsn = append(log, length(random));
      log.awaitDurable(log.receiptFor(lsn));
      model.durable(lsn);
    } else if (dice == 4) {
      long lsn = append(log, length(random));
      log.sync();
      model.durable(lsn);
    } else {
      long lsn = append(log, length(random));
      log.commit(lsn);
      if (powerSafe) {
        model.durable(lsn);
      }
    }
    model.durableBefore(log.durableLsn());
  }

  private void appendBatch(WriteAheadLog log, SplittableRandom random) {
    LogBatch batch = log.newBatch();
    List<Long> numbers = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int length = length(random);
      long number = NUMBERS.incrementAndGet();
      numbers.add(number);
      model.begin(number);
      sizes.add((long) RecordLayout.aligned(RecordLayout.HEADER_SIZE + length));
      batch.add(1, NumberedPayload.make(number, length));
    }
    long lsn = log.append(batch);
    for (int i = 2; i >= 0; i--) {
      model.appended(lsn, numbers.get(i));
      lsn -= i > 0 ? sizes.get(i - 1) : 0;
    }
  }

  private void truncate(WriteAheadLog log) throws IOException {
    long lsn = log.durableLsn();
    model.durableBefore(lsn);
    model.truncating(lsn);
    log.truncate(lsn);
  }
}
