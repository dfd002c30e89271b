package dev.latchtree.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.latchtree.wal.SyncPolicy;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * What is in the file below the durable LSN is whole records, none missing: nobody sees one that
 * was not published, and a commit that has returned covers all before it (rules L3 and L4).
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*LogPublicationStress.*}
 */
public class LogPublicationStress {

  /** What is right, whatever the scenario. */
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Every record that was looked at is whole.")
  @Outcome(id = "0, .*, .*", expect = FORBIDDEN, desc = "The first actor saw a torn or no record.")
  @Outcome(id = "1, 0, .*", expect = FORBIDDEN, desc = "The second actor saw a torn or no record.")
  @Outcome(expect = FORBIDDEN, desc = "A record is torn, missing or shares its place.")
  public static class AllWhole {}

  /** Two records to be appended to the log. */
  abstract static class TwoRecords {

    static final StressLog LOG = new StressLog(SyncPolicy.group(), 32);

    final long valueA = LOG.nextValue();
    final long valueB = LOG.nextValue();
    long lsnA;
    long lsnB;

    final void judge(III_Result result) {
      LOG.log().sync();
      result.r3 =
          lsnA != lsnB && LOG.isWhole(lsnA, valueA) + LOG.isWhole(lsnB, valueB) == 2 ? 1 : 0;
      LOG.trim();
    }
  }

  /** Both append and commit; each looks for its own record when its commit has returned. */
  @JCStressTest
  @JCStressMeta(AllWhole.class)
  @State
  public static class TwoCommitters extends TwoRecords {

    @Actor
    public void first(III_Result result) {
      lsnA = LOG.append(valueA);
      LOG.log().commit(lsnA);
      result.r1 = LOG.isWhole(lsnA, valueA);
    }

    @Actor
    public void second(III_Result result) {
      lsnB = LOG.append(valueB);
      LOG.log().commit(lsnB);
      result.r2 = LOG.isWhole(lsnB, valueB);
    }

    @Arbiter
    public void arbiter(III_Result result) {
      judge(result);
    }
  }

  /** One only appends; the other commits and looks at the record before its own: no gap. */
  @JCStressTest
  @JCStressMeta(AllWhole.class)
  @State
  public static class CommitterBehindAppender extends TwoRecords {

    @Actor
    public void appender(III_Result result) {
      lsnA = LOG.append(valueA);
      result.r1 = 1;
    }

    @Actor
    public void committer(III_Result result) {
      lsnB = LOG.append(valueB);
      LOG.log().commit(lsnB);
      result.r2 = LOG.isWholeBefore(lsnB);
    }

    @Arbiter
    public void arbiter(III_Result result) {
      judge(result);
    }
  }

  /** One commits; the other looks at the last record below the durable LSN. */
  @JCStressTest
  @JCStressMeta(AllWhole.class)
  @State
  public static class ReaderOfTheDurableEnd extends TwoRecords {

    @Actor
    public void committer(III_Result result) {
      lsnA = LOG.append(valueA);
      lsnB = LOG.append(valueB);
      LOG.log().commit(lsnB);
      result.r1 = LOG.isWhole(lsnA, valueA);
    }

    @Actor
    public void reader(III_Result result) {
      result.r2 = LOG.isWholeBefore(LOG.log().durableLsn());
    }

    @Arbiter
    public void arbiter(III_Result result) {
      judge(result);
    }
  }

  /** Broken twin: the reader goes to the end of what was appended. */
  @JCStressTest
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "The record was there already.")
  @Outcome(
      id = "1, 0, 1",
      expect = ACCEPTABLE_INTERESTING,
      desc = "A record that is not in the file yet: the scenario happens on this machine.")
  @Outcome(expect = FORBIDDEN, desc = "No twin loses what was committed.")
  @State
  public static class BrokenReaderOfTheEnd extends TwoRecords {

    @Actor
    public void committer(III_Result result) {
      lsnA = LOG.append(valueA);
      lsnB = LOG.append(valueB);
      LOG.log().commit(lsnB);
      result.r1 = LOG.isWhole(lsnA, valueA);
    }

    @Actor
    public void reader(III_Result result) {
      result.r2 = LOG.isWholeBefore(LOG.log().endLsn());
    }

    @Arbiter
    public void arbiter(III_Result result) {
      judge(result);
    }
  }
}
