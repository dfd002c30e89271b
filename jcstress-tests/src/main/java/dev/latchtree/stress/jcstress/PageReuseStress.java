package dev.latchtree.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.buffer.PageNotAllocatedException;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A page id is freed, its frame serves another page, and the id comes back with new content. First
 * the two words that the reader saw (0: old, 1: new, 2: neither; -1: not believed, -2: no such
 * page, -3: no pointer to it), then the content in the end.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*PageReuseStress.*}
 */
public class PageReuseStress {

  private static final StressPool POOL = StressPool.large();
  private static final int LOOKS = 64;

  private static final int NOT_BELIEVED = -1;
  private static final int NO_PAGE = -2;
  private static final int NO_POINTER = -3;

  /** A page in memory with old content. */
  abstract static class OldPage {

    final long pageId = POOL.nextPageId();
    final long old = POOL.value(pageId);

    final void reuse() {
      try (Operation operation = POOL.begin()) {
        PageGuard page = operation.guard(0);
        page.fixExclusive(pageId, null);
        page.discard();
      }
      POOL.useFreedFrame();
      POOL.reuse(pageId, old + 1);
    }

    final int kind(long value) {
      return value == old ? 0 : value == old + 1 ? 1 : 2;
    }

    /** Looks until validation fails or the content is not what it was at the first look. */
    final void readValidated(PageGuard page, III_Result result) {
      for (int looks = 0; looks < LOOKS; looks++) {
        int maybeLeft = kind(StressPool.left(page));
        int maybeRight = kind(StressPool.right(page));
        if (!page.validate()) {
          answer(result, NOT_BELIEVED);
          return;
        }
        boolean changed = looks > 0 && (maybeLeft != result.r1 || maybeRight != result.r2);
        result.r1 = maybeLeft;
        result.r2 = changed ? 2 : maybeRight;
        if (changed) {
          return;
        }
      }
    }

    final void readAgain(III_Result result) {
      result.r3 = kind(POOL.value(pageId));
    }

    static void answer(III_Result result, int both) {
      result.r1 = both;
      result.r2 = both;
    }
  }

  /** A page in memory with old content, and one that points to it. */
  abstract static class OldChild extends OldPage {

    final long parentId = POOL.nextPageId();

    OldChild() {
      try (Operation operation = POOL.begin()) {
        PageGuard parent = operation.guard(0);
        parent.fixExclusive(parentId, null);
        parent.markDirty();
        StressPool.setPointer(parent, pageId);
      }
    }

    /** Takes the pointer away and discards the page under both latches. */
    final void unlinkAndReuse() {
      try (Operation operation = POOL.begin()) {
        PageGuard parent = operation.guard(0);
        PageGuard child = operation.guard(1);
        parent.fixExclusive(parentId, null);
        child.fixExclusive(pageId, parent);
        parent.markDirty();
        StressPool.setPointer(parent, 0);
        child.discard();
      }
      POOL.useFreedFrame();
      POOL.reuse(pageId, old + 1);
    }
  }

  /** The reader knows the page id by itself. */
  @JCStressTest
  @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "The old page, whole.")
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "The new page, whole.")
  @Outcome(id = "-1, -1, 1", expect = ACCEPTABLE, desc = "Changed meanwhile; nothing believed.")
  @Outcome(id = "-2, -2, 1", expect = ACCEPTABLE, desc = "There is no such page just now.")
  @Outcome(expect = FORBIDDEN, desc = "A validated read saw a mix, or the new content is lost.")
  @State
  public static class ReaderOfId extends OldPage {

    @Actor
    public void writer() {
      reuse();
    }

    @Actor
    public void reader(III_Result result) {
      try (Operation operation = POOL.begin()) {
        PageGuard page = operation.guard(0);
        page.fixOptimistic(pageId);
        readValidated(page, result);
      } catch (PageNotAllocatedException e) {
        answer(result, NO_PAGE);
      }
    }

    @Arbiter
    public void again(III_Result result) {
      readAgain(result);
    }
  }

  /** Broken twin: the reader does not validate. */
  @JCStressTest
  @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "The old page, whole.")
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "The new page, whole.")
  @Outcome(id = "-2, -2, 1", expect = ACCEPTABLE, desc = "There is no such page just now.")
  @Outcome(
      id = {"0, 1, 1", "1, 0, 1", "0, 2, 1", "2, 0, 1", "1, 2, 1", "2, 1, 1", "2, 2, 1"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "A mix, or another page, was believed: the scenario happens on this machine.")
  @Outcome(expect = FORBIDDEN, desc = "No twin loses the new content.")
  @State
  public static class BrokenReaderWithoutValidation extends OldPage {

    @Actor
    public void writer() {
      reuse();
    }

    @Actor
    public void reader(III_Result result) {
      try (Operation operation = POOL.begin()) {
        PageGuard page = operation.guard(0);
        page.fixOptimistic(pageId);
        for (int looks = 0; looks < LOOKS && result.r1 == 0 && result.r2 == 0; looks++) {
          result.r1 = kind(StressPool.left(page));
          result.r2 = kind(StressPool.right(page));
          VarHandle.acquireFence();
        }
      } catch (PageNotAllocatedException e) {
        answer(result, NO_PAGE);
      }
    }

    @Arbiter
    public void again(III_Result result) {
      readAgain(result);
    }
  }

  /** The reader comes from a parent, which the fix validates. */
  @JCStressTest
  @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "The old page, whole.")
  @Outcome(id = "-1, -1, 1", expect = ACCEPTABLE, desc = "Changed meanwhile; nothing believed.")
  @Outcome(id = "-3, -3, 1", expect = ACCEPTABLE, desc = "The parent has no such child any more.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "A stale pointer led to the new page or to a failure, or a mix was believed.")
  @State
  public static class ReaderFromParent extends OldChild {

    @Actor
    public void writer() {
      unlinkAndReuse();
    }

    @Actor
    public void reader(III_Result result) {
      try (Operation operation = POOL.begin()) {
        PageGuard parent = operation.guard(0);
        PageGuard child = operation.guard(1);
        parent.fixOptimistic(parentId);
        long maybeChild = StressPool.pointer(parent);
        if (maybeChild == 0) {
          answer(result, NO_POINTER);
        } else if (child.fixOptimistic(maybeChild, parent)) {
          readValidated(child, result);
        } else {
          answer(result, NOT_BELIEVED);
        }
      } catch (PageNotAllocatedException e) {
        answer(result, NO_PAGE);
      }
    }

    @Arbiter
    public void again(III_Result result) {
      readAgain(result);
    }
  }

  /** Broken twin: the reader does not have the parent validated. */
  @JCStressTest
  @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "The old page, whole.")
  @Outcome(id = "-1, -1, 1", expect = ACCEPTABLE, desc = "Changed meanwhile; nothing believed.")
  @Outcome(id = "-3, -3, 1", expect = ACCEPTABLE, desc = "The parent has no such child any more.")
  @Outcome(
      id = {"1, 1, 1", "-2, -2, 1"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "A stale pointer led astray: the scenario happens on this machine.")
  @Outcome(expect = FORBIDDEN, desc = "No twin believes a mix.")
  @State
  public static class BrokenReaderWithoutParent extends OldChild {

    @Actor
    public void writer() {
      unlinkAndReuse();
    }

    @Actor
    public void reader(III_Result result) {
      try (Operation operation = POOL.begin()) {
        PageGuard parent = operation.guard(0);
        PageGuard child = operation.guard(1);
        parent.fixOptimistic(parentId);
        long maybeChild = StressPool.pointer(parent);
        if (maybeChild == 0) {
          answer(result, NO_POINTER);
        } else {
          child.fixOptimistic(maybeChild);
          readValidated(child, result);
        }
      } catch (PageNotAllocatedException e) {
        answer(result, NO_PAGE);
      }
    }

    @Arbiter
    public void again(III_Result result) {
      readAgain(result);
    }
  }
}
