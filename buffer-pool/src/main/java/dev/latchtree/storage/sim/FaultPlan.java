package dev.latchtree.storage.sim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, and when. Immutable: every method returns a new plan with one more fault.
 *
 * <p>Steps are counted from the moment the plan is installed ({@link SimulatedDisk#install}): step
 * 1 is the next call. They count on through crashes, so that one plan can crash the recovery too.
 * Predicates are called with the disk's lock held, so they see the steps one by one, and must not
 * call the disk.
 */
public final class FaultPlan {
  private static final FaultPlan NONE = new FaultPlan(List.of(), Long.MAX_VALUE, 0);

  private enum Effect {
    CRASH,
    INPUT_OUTPUT_ERROR,
    DISK_FULL,
    SHORT_TRANSFER
  }

  /** {@code seed} is used by crashes only. */
  private record Rule(Predicate<IoStep> when, Effect effect, long seed) {}

  private final List<Rule> rules;
  private final long capacity;
  private final long seed;

  private FaultPlan(List<Rule> rules, long capacity, long seed) {
    this.rules = rules;
    this.capacity = capacity;
    this.seed = seed;
  }

  /** Nothing goes wrong. */
  public static FaultPlan none() {
    return NONE;
  }

  /**
   * The machine crashes during this step, whose effect counts as not synced, and the caller gets
   * {@link SimulatedCrashException}. The seed decides what survives.
   */
  public FaultPlan crashAtStep(long step, long seed) {
    return with(at(step), Effect.CRASH, seed);
  }

  /** The machine crashes during each step that matches, in this life and the next ones. */
  public FaultPlan crashWhen(Predicate<IoStep> when, long seed) {
    return with(when, Effect.CRASH, seed);
  }

  /** This step fails with an input/output error, whatever it does. */
  public FaultPlan failAtStep(long step) {
    return with(at(step), Effect.INPUT_OUTPUT_ERROR, 0);
  }

  /** This step fails with an input/output error if it is a read. */
  public FaultPlan failReadAtStep(long step) {
    return failWhen(at(step).and(isA(IoKind.READ)));
  }

  /** This step fails with an input/output error if it is a write, which may be done in part. */
  public FaultPlan failWriteAtStep(long step) {
    return failWhen(at(step).and(isA(IoKind.WRITE)));
  }

  /**
   * This step fails with an input/output error if it is a sync of a file or the directory, which
   * then drops what it should have made durable: still visible, later syncs succeed, and gone after
   * the next crash.
   */
  public FaultPlan failSyncAtStep(long step) {
    return failWhen(at(step).and(isA(IoKind.SYNC).or(isA(IoKind.SYNC_DIRECTORY))));
  }

  /** The {@code ordinal}-th sync of a file fails, see {@link #failSyncAtStep}. */
  public FaultPlan failSync(long ordinal) {
    return failWhen(isA(IoKind.SYNC).and(step -> step.ordinal() == ordinal));
  }

  /** Every step that matches fails with an input/output error. */
  public FaultPlan failWhen(Predicate<IoStep> when) {
    return with(when, Effect.INPUT_OUTPUT_ERROR, 0);
  }

  /** At this step the disk is full, if the step is of a kind that needs space. */
  public FaultPlan diskFullAtStep(long step) {
    return diskFullWhen(at(step));
  }

  /** The disk is full at every step that matches and is of a kind that needs space. */
  public FaultPlan diskFullWhen(Predicate<IoStep> when) {
    return with(step -> step.kind().needsSpace() && when.test(step), Effect.DISK_FULL, 0);
  }

  /** All files that have a name may hold this many bytes together. */
  public FaultPlan capacity(long bytes) {
    return new FaultPlan(rules, bytes, seed);
  }

  /** This step, if a read or write, transfers less than it was asked for, but at least a byte. */
  public FaultPlan shortTransferAtStep(long step) {
    return shortTransferWhen(at(step));
  }

  /** Every read or write that matches transfers less than it was asked for. */
  public FaultPlan shortTransferWhen(Predicate<IoStep> when) {
    Predicate<IoStep> transfer = isA(IoKind.READ).or(isA(IoKind.WRITE));
    return with(transfer.and(when), Effect.SHORT_TRANSFER, 0);
  }

  /** The seed for how short a transfer is and how much of a failed write is done. */
  public FaultPlan seed(long newSeed) {
    return new FaultPlan(rules, capacity, newSeed);
  }

  long capacity() {
    return capacity;
  }

  /** What happens to {@code step}. A crash wins over a failure, the first failure over others. */
  Injection decide(IoStep step) {
    Long crashSeed = null;
    IOException failure = null;
    boolean shortTransfer = false;
    for (Rule rule : rules) {
      if (!rule.when.test(step)) {
        continue;
      }
      switch (rule.effect) {
        case CRASH -> crashSeed = firstOf(crashSeed, rule.seed);
        case INPUT_OUTPUT_ERROR -> failure = firstOf(failure, error("Input/output error", step));
        case DISK_FULL -> failure = firstOf(failure, error("No space left on device", step));
        case SHORT_TRANSFER -> shortTransfer = true;
      }
    }
    long stepSeed = seed * 0x9E3779B97F4A7C15L + step.number();
    return new Injection(crashSeed, crashSeed == null ? failure : null, shortTransfer, stepSeed);
  }

  private static <T> T firstOf(@Nullable T first, T other) {
    return first == null ? other : first;
  }

  private static IOException error(String message, IoStep step) {
    return new IOException(message + " (simulated, step " + step + ")");
  }

  private FaultPlan with(Predicate<IoStep> when, Effect effect, long ruleSeed) {
    List<Rule> more = new ArrayList<>(rules);
    more.add(new Rule(when, effect, ruleSeed));
    return new FaultPlan(List.copyOf(more), capacity, seed);
  }

  private static Predicate<IoStep> at(long number) {
    return step -> step.number() == number;
  }

  private static Predicate<IoStep> isA(IoKind kind) {
    return step -> step.kind() == kind;
  }
}
