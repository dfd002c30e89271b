package dev.latchtree.lab.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {

  private static final Duration SHORT = Duration.ofMillis(50);

  @Test
  void shouldCountWhatWasDone() {
    LongAdder done = new LongAdder();
    AtomicInteger threads = new AtomicInteger();
    Workers.Outcome outcome =
        Workers.run(
            Load.closed(3, SHORT),
            thread -> {
              threads.incrementAndGet();
              return () -> {
                done.increment();
                return 2;
              };
            });
    assertEquals(3, threads.get());
    assertEquals(done.sum(), outcome.operations());
    assertEquals(2 * done.sum(), outcome.sum());
    assertEquals(done.sum(), outcome.latency().count());
    assertEquals(0, outcome.errors());
    assertTrue(outcome.seconds() >= SHORT.toMillis() / 1e3, () -> "" + outcome.seconds());
  }

  @Test
  void shouldTellOfFailuresAndGoOnWithoutThem() {
    Workers.Outcome outcome =
        Workers.run(
            Load.closed(2, SHORT),
            thread ->
                () -> {
                  if (thread == 0) {
                    throw new IllegalArgumentException("broken");
                  }
                  return 1;
                });
    assertEquals(1, outcome.errors());
    assertInstanceOf(IllegalArgumentException.class, outcome.failure());
    assertTrue(outcome.operations() > 0);
  }

  /**
   * One thread, one operation due each millisecond, and the first one lasts until the end: all that
   * were due meanwhile have waited, and a recorder that left them out would show one latency.
   */
  @Test
  void shouldNotLeaveOutWhatAStallHasDelayed() {
    long stall = SHORT.toNanos();
    Workers.Outcome outcome =
        Workers.run(
            new Load(1, SHORT, 1_000),
            thread ->
                () -> {
                  long end = System.nanoTime() + stall;
                  while (System.nanoTime() < end) {
                    LockSupport.parkNanos(1_000_000);
                  }
                  return 1;
                });
    assertTrue(outcome.operations() <= 1, "none if the thread was woken after the end");
    assertEquals(50, outcome.operations() + outcome.unserved());
    assertEquals(50, outcome.latency().count());
    double half = outcome.latency().quantile(0.5);
    assertTrue(half >= stall * 0.45 && half <= stall * 0.55, "in the middle: " + half);
  }

  /** The time that counts ends with the last that was done, not with who noticed last. */
  @Test
  void shouldStopWhenNothingIsLeft() {
    AtomicInteger left = new AtomicInteger(1_000);
    Workers.Outcome outcome =
        Workers.run(
            Load.closed(3, Duration.ofSeconds(50)),
            thread -> () -> left.decrementAndGet() >= 0 ? 1 : Operation.NOTHING_LEFT);
    assertEquals(1_000, outcome.operations());
    assertEquals(1_000, outcome.sum());
    assertTrue(outcome.seconds() < 25, () -> "" + outcome.seconds());
  }

  @Test
  void shouldDivideTheRateOfAnOpenLoopAmongItsThreads() {
    Workers.Outcome outcome = Workers.run(new Load(4, SHORT, 2_000), thread -> () -> 1);
    assertEquals(100, outcome.operations() + outcome.unserved());
  }

  /** Each thread parks some times: where context switches are counted, those are among them. */
  @Test
  void shouldCountContextSwitchesWhereTheSystemDoes() {
    ContextSwitches switches =
        Workers.run(
                Load.closed(2, SHORT),
                thread ->
                    () -> {
                      LockSupport.parkNanos(1_000_000);
                      return 1;
                    })
            .switches();
    assertEquals(Files.exists(Path.of("/proc/thread-self/status")), switches != null);
    if (switches != null) {
      assertTrue(switches.voluntary() >= 2, switches::toString);
      assertTrue(switches.involuntary() >= 0, switches::toString);
    }
  }
}
