package dev.latchtree.storage.sim;

import java.io.IOException;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FaultPlan} does to one step.
 *
 * @param crashSeed the machine crashes during the step, with this seed; null for no crash
 * @param failure what the step throws, null if it succeeds
 * @param shortTransfer whether a read or write transfers less than it was asked for
 * @param seed for the random choices within the step
 */
record Injection(
    @Nullable Long crashSeed, @Nullable IOException failure, boolean shortTransfer, long seed) {

  boolean crashes() {
    return crashSeed != null;
  }

  void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /** How many of {@code wanted} bytes a read or write that succeeds transfers. */
  int transferred(int wanted) {
    return shortTransfer && wanted > 1 ? new SplittableRandom(seed).nextInt(1, wanted) : wanted;
  }

  /** How many of {@code wanted} bytes a write that fails leaves behind all the same. */
  int leftBehind(int wanted) {
    return new SplittableRandom(seed).nextInt(wanted + 1);
  }
}
