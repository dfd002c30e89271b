package dev.latchtree.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A change survives whoever writes the page meanwhile (rule P1). First whether the pool has all
 * changes when both are done, then whether it has them after the page went to the file and came
 * back (1: yes), then how often the page was written before its LSN was waited for.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*PageDirtyStress.*}
 */
public class PageDirtyStress {

  /** What is right, whatever the scenario. */
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "Nothing is lost, and the log came first.")
  @Outcome(id = "0, 0, 0", expect = FORBIDDEN, desc = "A change is lost.")
  @Outcome(id = "1, 0, 0", expect = FORBIDDEN, desc = "A change is lost on the way to the file.")
  @Outcome(expect = FORBIDDEN, desc = "The page was written before its log, or a change is lost.")
  public static class NothingLost {}

  /** A page and what its words shall be in the end. */
  abstract static class ChangedPage {

    final StressPool pool;
    final long pageId;
    final long old;

    ChangedPage(StressPool pool) {
      this.pool = pool;
      this.pageId = pool.nextPageId();
      this.old = pool.value(pageId);
    }

    final void change(long value) {
      try (Operation operation = pool.begin()) {
        PageGuard page = operation.guard(0);
        page.fixExclusive(pageId, null);
        page.markDirty();
        page.setPageLsn(pool.nextLsn());
        StressPool.setBoth(page, value);
      }
    }

    final void changeLeft(long value) {
      try (Operation operation = pool.begin()) {
        PageGuard page = operation.guard(0);
        page.fixExclusive(pageId, null);
        page.markDirty();
        page.setPageLsn(pool.nextLsn());
        StressPool.setLeft(page, value);
      }
    }

    final void changeRight(long value) {
      try (Operation operation = pool.begin()) {
        PageGuard page = operation.guard(0);
        page.fixExclusive(pageId, null);
        page.markDirty();
        page.setPageLsn(pool.nextLsn());
        StressPool.setRight(page, value);
      }
    }

    final int holds(long value) {
      try (Operation operation = pool.begin()) {
        PageGuard page = operation.guard(0);
        page.fixShared(pageId, null);
        return StressPool.left(page) == value && StressPool.right(page) == value ? 1 : 0;
      }
    }

    /** Looks at the page in the pool, then in the file; repairs what a twin has broken. */
    final void judge(long value, III_Result result) {
      result.r1 = holds(value);
      while (!pool.tryEvict(pageId)) {
        holds(value); // absent: let it come in first
      }
      result.r2 = holds(value);
      result.r3 = pool.takeTooEarly(pageId);
      if (result.r2 == 0) {
        change(value);
      }
    }
  }

  /** In a pool with room for all: dirty when both actors begin. */
  abstract static class DirtyPage extends ChangedPage {

    private static final StressPool LARGE = StressPool.large();

    DirtyPage() {
      super(LARGE);
      change(old + 1);
    }
  }

  /** In a pool with room for few, where pages come and go all the time. */
  abstract static class CrowdedPage extends ChangedPage {

    private static final StressPool SMALL = StressPool.small();

    CrowdedPage() {
      super(SMALL);
    }
  }

  /** A writer changes the page while it is on its way to the file and out of memory. */
  @JCStressTest
  @JCStressMeta(NothingLost.class)
  @State
  public static class WriterAndEvictor extends DirtyPage {

    @Actor
    public void writer() {
      change(old + 2);
    }

    @Actor
    public void evictor() {
      pool.tryEvict(pageId);
    }

    @Arbiter
    public void judge(III_Result result) {
      judge(old + 2, result);
    }
  }

  /** Both actors change a word and put the page away: its images land in order. */
  @JCStressTest
  @JCStressMeta(NothingLost.class)
  @State
  public static class TwoWritersThatEvict extends DirtyPage {

    @Actor
    public void first() {
      changeLeft(old + 2);
      pool.tryEvict(pageId);
    }

    @Actor
    public void second() {
      changeRight(old + 2);
      pool.tryEvict(pageId);
    }

    @Arbiter
    public void judge(III_Result result) {
      judge(old + 2, result);
    }
  }

  /** A writer changes the page twice while all that is dirty is flushed. */
  @JCStressTest
  @JCStressMeta(NothingLost.class)
  @State
  public static class WriterAndFlush extends CrowdedPage {

    @Actor
    public void writer() {
      change(old + 1);
      change(old + 2);
    }

    @Actor
    public void checkpointer() {
      pool.flush();
    }

    @Arbiter
    public void judge(III_Result result) {
      judge(old + 2, result);
    }
  }

  /** Broken twin: the writer does not say that it changes the page. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "The page was dirty from before.")
  @Outcome(
      id = {"0, 0, 0", "1, 0, 0"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "The change is lost: the scenario happens on this machine.")
  @Outcome(expect = FORBIDDEN, desc = "No twin writes before the log.")
  @State
  public static class BrokenWriterWithoutMark extends DirtyPage {

    @Actor
    public void writer() {
      try (Operation operation = pool.begin()) {
        PageGuard page = operation.guard(0);
        page.fixExclusive(pageId, null);
        StressPool.setBoth(page, old + 2);
      }
    }

    @Actor
    public void evictor() {
      pool.tryEvict(pageId);
    }

    @Arbiter
    public void judge(III_Result result) {
      judge(old + 2, result);
    }
  }
}
