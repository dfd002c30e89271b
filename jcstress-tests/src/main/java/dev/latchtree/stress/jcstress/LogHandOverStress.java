package dev.latchtree.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.latchtree.wal.Pacing;
import dev.latchtree.wal.SyncPolicy;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The lead goes from hand to hand and no waiter is forgotten: each commit returns, whoever led,
 * with its record where it was promised. A waiter that is lost shows as a test that never ends.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*LogHandOverStress.*}
 */
public class LogHandOverStress {

  /** What is right, whatever the policy. */
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both came back, and their records are there.")
  @Outcome(expect = FORBIDDEN, desc = "A commit returned before its record was there.")
  public static class BothServed {}

  private static int committed(StressLog log) {
    long value = log.nextValue();
    long lsn = log.append(value);
    log.log().commit(lsn);
    int whole = log.isWhole(lsn, value);
    log.trim();
    return whole;
  }

  private static int synced(StressLog log) {
    long value = log.nextValue();
    long lsn = log.append(value);
    log.log().sync();
    int whole = log.log().durableLsn() > lsn ? log.isWhole(lsn, value) : 0;
    log.trim();
    return whole;
  }

  /** {@code GROUP}, whoever comes first leads. */
  @JCStressTest
  @JCStressMeta(BothServed.class)
  @State
  public static class Group {

    private static final StressLog LOG = new StressLog(SyncPolicy.group(), 32);

    @Actor
    public void first(II_Result result) {
      result.r1 = committed(LOG);
    }

    @Actor
    public void second(II_Result result) {
      result.r2 = committed(LOG);
    }
  }

  /** {@code GROUP} with a leader that waits for the other, each time, for the whole window. */
  @JCStressTest
  @JCStressMeta(BothServed.class)
  @State
  public static class GroupWithFullWindow {

    private static final StressLog LOG =
        new StressLog(SyncPolicy.group(Duration.ofNanos(20_000), 2, Pacing.FULL_WINDOW), 32);

    @Actor
    public void first(II_Result result) {
      result.r1 = committed(LOG);
    }

    @Actor
    public void second(II_Result result) {
      result.r2 = committed(LOG);
    }
  }

  /** {@code ALWAYS}: each has to lead, so each has to be let. */
  @JCStressTest
  @JCStressMeta(BothServed.class)
  @State
  public static class Always {

    private static final StressLog LOG = new StressLog(SyncPolicy.always(), 32);

    @Actor
    public void first(II_Result result) {
      result.r1 = committed(LOG);
    }

    @Actor
    public void second(II_Result result) {
      result.r2 = committed(LOG);
    }
  }

  /** {@code OS}: one commits while the other syncs. */
  @JCStressTest
  @JCStressMeta(BothServed.class)
  @State
  public static class OsAndSync {

    private static final StressLog LOG = new StressLog(SyncPolicy.os(), 32);

    @Actor
    public void committer(II_Result result) {
      result.r1 = committed(LOG);
    }

    @Actor
    public void syncer(II_Result result) {
      result.r2 = synced(LOG);
    }
  }

  /** {@code INTERVAL}: two syncs on demand, beside the one of the period. */
  @JCStressTest
  @JCStressMeta(BothServed.class)
  @State
  public static class IntervalAndSync {

    private static final StressLog LOG =
        new StressLog(SyncPolicy.interval(Duration.ofNanos(50_000)), 32);

    @Actor
    public void first(II_Result result) {
      result.r1 = synced(LOG);
    }

    @Actor
    public void second(II_Result result) {
      result.r2 = synced(LOG);
    }
  }

  /** Rule L5: four records fill the ring; who finds no room leads, or is woken. */
  @JCStressTest
  @JCStressMeta(BothServed.class)
  @State
  public static class FullRing {

    private static final StressLog LOG = new StressLog(SyncPolicy.group(), (16 << 10) - 32);

    @Actor
    public void first(II_Result result) {
      result.r1 = appended();
    }

    @Actor
    public void second(II_Result result) {
      result.r2 = appended();
    }

    private static int appended() {
      long lsn = LOG.append(LOG.nextValue());
      LOG.trim();
      return lsn > 0 ? 1 : 0;
    }
  }
}
