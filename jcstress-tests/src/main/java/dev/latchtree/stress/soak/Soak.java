package dev.latchtree.stress.soak;

import dev.latchtree.storage.sim.SimulatedCrashException;
import dev.latchtree.stress.order.LatchOrder;
import dev.latchtree.stress.subject.SubjectMaker;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/**
 * Goes through all parts again and again, until it is told to stop or something is wrong. Each
 * round has a seed of its own; with the seed of a round, and one round, it happens again, as far as
 * threads at full speed ever do the same twice.
 *
 * <p>While it runs it records in which order latches are waited for. The JVM needs {@code
 * -Dlatchtree.checks=true -Dlatchtree.yieldPoints=true}.
 */
public final class Soak {

  private static final List<Part> PARTS = List.of(new Mix(), new Interleavings(), new Crashes());

  private final SubjectMaker maker;
  private final int threads;
  private final Set<String> wanted;
  private final Totals totals = new Totals();
  private final Queue<AssertionError> uncaught = new ConcurrentLinkedQueue<>();

  /**
   * A soak that has not begun.
   *
   * @param threads at full speed
   * @param wanted names of the parts it should be made of, see {@link #parts()}; those that the
   *     subject cannot take part in are left out
   */
  public Soak(SubjectMaker maker, int threads, Set<String> wanted) {
    this.maker = maker;
    this.threads = threads;
    this.wanted = Set.copyOf(wanted);
  }

  /** The names of all parts. */
  public static List<String> parts() {
    return PARTS.stream().map(Part::name).toList();
  }

  /** What was checked so far; for any thread. */
  public Totals totals() {
    return totals;
  }

  /**
   * Runs round after round, at least one.
   *
   * @param seed of the first round; the next one's is one more
   * @param enough asked after each part from the second round on
   * @return the latch-order graph, which has no cycle
   * @throws SoakViolation if something is wrong
   */
  public LatchOrder run(long seed, BooleanSupplier enough) throws InterruptedException {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(this::endedBy);
    try (LatchOrder order = LatchOrder.record()) {
      for (long round = seed; round == seed || !enough.getAsBoolean(); round++) {
        run(round, round == seed, enough);
        totals.addRound();
      }
      order.requireNoCycle();
      return order;
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  /** A store's own threads may end by the power cut, and by nothing else. */
  private void endedBy(Thread thread, Throwable thrown) {
    if (!(thrown instanceof SimulatedCrashException)) {
      uncaught.add(new AssertionError(thread.getName() + " ended by an exception", thrown));
    }
  }

  private void run(long seed, boolean first, BooleanSupplier enough) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    for (Part part : PARTS) {
      long own = random.nextLong() >>> 1;
      if (wanted.contains(part.name()) && part.suits(maker) && (first || !enough.getAsBoolean())) {
        try {
          part.run(maker, threads, own, totals);
          AssertionError ended = uncaught.poll();
          if (ended != null) {
            throw ended;
          }
        } catch (AssertionError | RuntimeException e) {
          throw new SoakViolation(maker.name(), part.name(), threads, seed, e);
        }
      }
    }
  }
}
