package dev.latchtree.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Who reads a page sees that page, though it leaves memory meanwhile and another one takes its
 * frame. First the two words that the reader saw (0: the page's own, 1: anything else, -1: not
 * believed), then whether the page could be read again.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*PageEvictionStress.*}
 */
public class PageEvictionStress {

  private static final StressPool POOL = StressPool.large();

  /** More than one, so that the other page has time to come in between two of them. */
  private static final int LOOKS = 64;

  /** A clean page in memory, all of whose content is known. */
  abstract static class CleanPage {

    final long pageId = POOL.nextPageId();

    CleanPage() {
      POOL.value(pageId);
    }

    final void evict() {
      POOL.tryEvict(pageId);
      POOL.useFreedFrame();
    }

    final int kind(long value) {
      return value == StressPool.firstValue(pageId) ? 0 : 1;
    }

    /** Looks at both words; true if they were not the page's own. */
    final boolean look(PageGuard page, III_Result result) {
      result.r1 = kind(StressPool.left(page));
      result.r2 = kind(StressPool.right(page));
      return result.r1 + result.r2 != 0;
    }

    final void lookAgain(III_Result result) {
      result.r3 = kind(POOL.value(pageId));
    }

    static void refuse(III_Result result) {
      result.r1 = -1;
      result.r2 = -1;
    }
  }

  /** The reader validates each look. */
  @JCStressTest
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "The page's own content.")
  @Outcome(id = "-1, -1, 0", expect = ACCEPTABLE, desc = "The page left; nothing was believed.")
  @Outcome(expect = FORBIDDEN, desc = "A validated read saw other content, or the page is lost.")
  @State
  public static class OptimisticReader extends CleanPage {

    @Actor
    public void evictor() {
      evict();
    }

    @Actor
    public void reader(III_Result result) {
      try (Operation operation = POOL.begin()) {
        PageGuard page = operation.guard(0);
        page.fixOptimistic(pageId);
        for (int looks = 0; looks < LOOKS; looks++) {
          boolean maybeOther = look(page, result);
          if (!page.validate()) {
            refuse(result);
            return;
          }
          if (maybeOther) {
            return;
          }
        }
      }
    }

    @Arbiter
    public void again(III_Result result) {
      lookAgain(result);
    }
  }

  /** The reader holds the page shared. */
  @JCStressTest
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "The page's own content.")
  @Outcome(expect = FORBIDDEN, desc = "A latched read saw other content, or the page is lost.")
  @State
  public static class SharedReader extends CleanPage {

    @Actor
    public void evictor() {
      evict();
    }

    @Actor
    public void reader(III_Result result) {
      try (Operation operation = POOL.begin()) {
        PageGuard page = operation.guard(0);
        page.fixShared(pageId, null);
        for (int looks = 0; looks < LOOKS && !look(page, result); looks++) {
          VarHandle.acquireFence();
        }
      }
    }

    @Arbiter
    public void again(III_Result result) {
      lookAgain(result);
    }
  }

  /** The reader fixes the page optimistically and then shares what it has: the frame is kept. */
  @JCStressTest
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "The page's own content.")
  @Outcome(id = "-1, -1, 0", expect = ACCEPTABLE, desc = "The page left; it was not shared.")
  @Outcome(expect = FORBIDDEN, desc = "A shared page had other content, or the page is lost.")
  @State
  public static class SharingReader extends CleanPage {

    @Actor
    public void evictor() {
      evict();
    }

    @Actor
    public void reader(III_Result result) {
      try (Operation operation = POOL.begin()) {
        PageGuard page = operation.guard(0);
        page.fixOptimistic(pageId);
        if (!page.share()) {
          refuse(result);
          return;
        }
        for (int looks = 0; looks < LOOKS && !look(page, result); looks++) {
          VarHandle.acquireFence();
        }
      }
    }

    @Arbiter
    public void again(III_Result result) {
      lookAgain(result);
    }
  }

  /** Broken twin: the reader does not validate. */
  @JCStressTest
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "The page's own content.")
  @Outcome(
      id = {"0, 1, 0", "1, 0, 0", "1, 1, 0"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "Another page's content was believed: the scenario happens on this machine.")
  @Outcome(expect = FORBIDDEN, desc = "No twin loses a page.")
  @State
  public static class BrokenReaderWithoutValidation extends CleanPage {

    @Actor
    public void evictor() {
      evict();
    }

    @Actor
    public void reader(III_Result result) {
      try (Operation operation = POOL.begin()) {
        PageGuard page = operation.guard(0);
        page.fixOptimistic(pageId);
        for (int looks = 0; looks < LOOKS && !look(page, result); looks++) {
          VarHandle.acquireFence();
        }
      }
    }

    @Arbiter
    public void again(III_Result result) {
      lookAgain(result);
    }
  }
}
