package dev.latchtree.memory;

/**
 * The switch for checks that cost something on a hot path: latch ledgers, owner checks, counter
 * underflow. On in every test ({@code -Dlatchtree.checks=true}), off by default and in benchmarks;
 * reports say which. Clamping of offsets is never switched.
 */
public final class Checks {

  /** Read once, so that the JIT removes what is switched off. */
  public static final boolean ENABLED = Boolean.getBoolean("latchtree.checks");

  private Checks() {}
}
