package dev.latchtree.stress.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.YieldPoint;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an explorer says when threads wait for one another, fail, or may not be explored. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExplorerCornersTest {

  private static void await(AtomicBoolean flag) {
    for (int attempt = 0; !flag.get(); attempt++) {
      Explorer.WAITING.pause(attempt);
    }
  }

  /** What a thread did before it waits is a step too: the other has something to see. */
  @Test
  void shouldReportNoDeadlockWhenTheWaitedForHasHappened() {
    for (long seed = 0; seed < 50; seed++) {
      AtomicBoolean one = new AtomicBoolean();
      AtomicBoolean two = new AtomicBoolean();
      Interleaving way =
          new Explorer(seed)
              .thread(
                  "one",
                  () -> {
                    one.set(true);
                    await(two);
                  })
              .thread(
                  "two",
                  () -> {
                    await(one);
                    two.set(true);
                  })
              .run();
      assertNull(way.failure(), way::describe);
    }
  }

  /** All that a thread does on its way out of a failed exploration leaves no trace. */
  @Test
  void shouldNoteNoStepsAfterAFailure() {
    for (long seed = 0; seed < 50; seed++) {
      Interleaving way =
          new Explorer(seed)
              .thread(
                  "fails",
                  () -> {
                    YieldPoint.at("fail", 1);
                    throw new IllegalStateException("failed");
                  })
              .thread(
                  "leaves",
                  () -> {
                    try {
                      YieldPoint.at("go on", 1);
                      YieldPoint.at("go on", 1);
                    } finally {
                      Explorer.WAITING.pause(0);
                    }
                  })
              .run();
      assertInstanceOf(IllegalStateException.class, way.failure());
      List<Step> steps = way.steps();
      int failed = steps.indexOf(new Step("fails", "fail", "", "#1"));
      assertEquals(failed, steps.size() - 1, way::describe);
    }
  }

  /** Explores on two threads in a JVM whose yield points are off: both are told so. */
  @Test
  void shouldRefuseEveryExplorationWhereYieldPointsAreOff() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Unexplored.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertTrue(process.waitFor(20, TimeUnit.SECONDS), "the second exploration hangs");
      assertEquals(0, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }

  /** The other process. */
  static final class Unexplored {
    private Unexplored() {}

    public static void main(String[] args) throws Exception {
      for (int i = 0; i < 2; i++) {
        Thread thread = new Thread(Unexplored::explore);
        thread.start();
        thread.join();
      }
    }

    private static void explore() {
      try {
        new Explorer(1).thread("one", () -> {}).run();
      } catch (IllegalStateException off) {
        return;
      }
      throw new AssertionError("explored without yield points");
    }
  }
}
